using System.Text.Json;

namespace McpGuard.Tests.JsonSchema.Patterns;

/// <summary>Patterns mean what ECMA-262 says, or are refused.</summary>
[TestFixture]
internal sealed class SchemaPatternTests
{
    [TestCase(@"^\d+$", "42", true)]
    [TestCase(@"^\d+$", "४२", false)]
    [TestCase(@"^[\d.]+$", "4२", false)]
    [TestCase(@"^[^\d]$", "२", true)]
    [TestCase(@"^\w$", "é", false)]
    [TestCase(@"^[\W]$", "é", true)]
    [TestCase(@"^[\s\d]+$", "\uFEFF1", true)]
    [TestCase(@"^\s$", "\u0085", false)]
    [TestCase(@"^[\S]$", "\u00A0", false)]
    [TestCase("^a$", "a\n", false)]
    [TestCase("^.$", "\r", false)]
    [TestCase("^.$", "\u2028", false)]
    [TestCase("^.$", "🐲", true)]
    [TestCase("^.{2}$", "🐲", false)]
    [TestCase("^[^a]$", "🐲", true)]
    [TestCase(@"^\D$", "🐲", true)]
    [TestCase(@"^[\D]$", "🐲", true)]
    [TestCase(@"^[^\D]$", "🐲", false)]
    [TestCase("^🐲{2}$", "🐲🐲", true)]
    [TestCase(@"^\u{1F432}$", "🐲", true)]
    [TestCase(@"^\ud83d\udc32$", "🐲", true)]
    [TestCase("^[\\u0000-\\uffff]$", "\U0001F432", false)]
    [TestCase("^[a-]$", "-", true)]
    [TestCase("^[[]$", "[", true)]
    [TestCase("^[a-c-[b]$", "[", true)]
    [TestCase("^[a-c-[b]$", "-", true)]
    [TestCase("^[a-z&&[]+$", "&[", true)]
    [TestCase(@"^[\b]$", "\b", true)]
    [TestCase(@"^\x41\u0042\cA\0$", "AB\u0001\0", true)]
    [TestCase(@"^\/\-\.$", "/-.", true)]
    [TestCase("^a#b c$", "a#b c", true)]
    [TestCase("^(?<year>[0-9]{4})-(?:0|1)?x*?$", "2026-1xx", true)]
    [TestCase("a||b", "", true)]
    [TestCase(@"^\p{Lu}\p{Lowercase_Letter}$", "Éa", true)]
    [TestCase(@"^[^\p{L}]$", "x", false)]
    [TestCase("i", "I", false)]
    [TestCase("^[🐲]$", "🐲", true)]
    [TestCase("^[🐲-🐵]$", "🐳", true)]
    [TestCase("^[🐲-🐵]$", "🐶", false)]
    [TestCase("^[^🐲]$", "🐳", true)]
    [TestCase("^[^🐲]$", "🐲", false)]
    [TestCase("^[^🐲]{2}$", "🐳", false)]
    [TestCase(@"^[\ud83d\udc32]$", "🐲", true)]
    [TestCase(@"^[\u{1F432}-\u{1F435}]+?$", "🐲🐵", true)]
    [TestCase("^🐲*$", "🐲🐲🐲", true)]
    [TestCase("^[a-🐲]{1,2}$", "é🐲", true)]
    [TestCase(@"^\p{Lu}$", "𝒜", true)]
    [TestCase(@"^\P{L}$", "𝒜", false)]
    [TestCase(@"^[\p{L}\d]+$", "𝒜5", true)]
    [TestCase(@"^[^\p{So}]$", "🐲", false)]
    [TestCase(@"\p{Cf}", "\U000E0041", true)]
    [TestCase(@"^\p{gc=Decimal_Number}$", "𝟘", true)]
    [TestCase(@"^\p{General_Category=LC}$", "𐐀", true)]
    [TestCase(@"\bword\b", "a word.", true)]
    [TestCase(@"\bword\b", "sword", false)]
    [TestCase(@"\bé\b", "é", false)]
    [TestCase(@"^\Bé\B$", "é", true)]
    [TestCase(@"^a\B", "ab", true)]
    [TestCase("^(?:a|^b)+$", "aa", true)]
    [TestCase("(?:a*)*b", "aaab", true)]
    [TestCase("^(?:a{2,3}){2}$", "aaaaaaa", false)]
    [TestCase("^(?:a{2,3}){2}$", "aaaaa", true)]
    [TestCase("^a{0}$", "", true)]
    public void Pattern_follows_the_standard(string pattern, string text, bool isMatch) =>
        Assert.That(Arguments.Judge(Schema(pattern), JsonSerializer.Serialize(text)) is null, Is.EqualTo(isMatch));

    [TestCase("(", "'(' is not closed (at character 2).")]
    [TestCase("a)", "')' closes nothing (at character 2).")]
    [TestCase("[a", "'[' is not closed (at character 3).")]
    [TestCase("[]", "a class of no characters cannot be meant (at character 2).")]
    [TestCase("[b-a]", "a range must go from one character up to another (at character 5).")]
    [TestCase(@"[a-\d]", "a range must go from one character up to another (at character 6).")]
    [TestCase("*a", "'*' has nothing to repeat (at character 1).")]
    [TestCase("^*", "'*' has nothing to repeat (at character 2).")]
    [TestCase("a**", "'*' has nothing to repeat (at character 3).")]
    [TestCase("a++", "'+' has nothing to repeat (at character 3).")]
    [TestCase("a{,2}", "'{' must be followed by a range of counts of at most 2000, or be written as '\\{' (at character 6).")]
    [TestCase("a{2,1}", "'{' must be followed by a range of counts of at most 2000, or be written as '\\{' (at character 7).")]
    [TestCase("[a-c-[b]]", "']' must be written as '\\]' (at character 9).")]
    [TestCase("{a}", "'{' must be written as '\\{' (at character 1).")]
    [TestCase(@"(a)\1", @"'\1' refers back, which is not supported (at character 6).")]
    [TestCase(@"\b+", "'+' has nothing to repeat (at character 3).")]
    [TestCase(@"[\B]", @"'\B' means nothing (at character 4).")]
    [TestCase(@"^a\z", @"'\z' means nothing (at character 5).")]
    [TestCase(@"\p{IsGreek}", @"'\p' must be followed by a general category as '{Lu}' or '{Letter}' (at character 12).")]
    [TestCase(@"\u{110000}", @"'\u{' must be followed by the code of a character and '}' (at character 11).")]
    [TestCase(@"\ud83d", "half a surrogate pair is not a character (at character 7).")]
    [TestCase(@"\", "a backslash at the end means nothing (at character 2).")]
    [TestCase("(?=a)", "only groups as '(...)', '(?:...)' and '(?<name>...)' are supported: nothing can look around (at character 2).")]
    [TestCase("(?<=a)b>", "only groups as '(...)', '(?:...)' and '(?<name>...)' are supported: nothing can look around (at character 4).")]
    [TestCase("(?i)a", "only groups as '(...)', '(?:...)' and '(?<name>...)' are supported: nothing can look around (at character 2).")]
    [TestCase("((a{100}){100})", "written out, it takes more than 5000 steps (at character 15).")]
    public void Pattern_that_would_mean_something_else_is_refused(string pattern, string problem)
    {
        Assert.That(Arguments.Problems(Schema(pattern)), Is.EqualTo(new[] { $"{Arguments.Path}.pattern is a pattern that cannot be used: {problem}" }));
        Assert.That(
            Arguments.Problems($$"""{"patternProperties": {{{JsonSerializer.Serialize(pattern)}}: true}, "additionalProperties": false}"""),
            Has.One.EndsWith(problem));
    }

    [Test]
    public void Pattern_has_a_bound_on_its_length_and_depth()
    {
        Assert.That(Arguments.Problems(Schema(new string('a', 1000))), Is.Empty);
        Assert.That(Arguments.Problems(Schema(new string('a', 1001))), Has.One.Contains("longer than 1000"));
        Assert.That(Arguments.Problems(Schema(new string('(', 33) + new string(')', 33))), Has.One.Contains("deeper than 32"));
    }

    [TestCase(0x0378)]
    [TestCase(0xE01F0)]
    [TestCase(0x10FFFF)]
    public void Unassigned_character_is_undecided(int codePoint)
    {
        var text = JsonSerializer.Serialize(char.ConvertFromUtf32(codePoint));

        Assert.That(Arguments.Judge(Schema(@"\p{L}"), text)?.IsUndecided, Is.True);
        Assert.That(Arguments.Judge(Schema(@"^[^\p{Cf}]$"), text)?.IsUndecided, Is.True);
        Assert.That(Arguments.Judge(Schema("^.$"), text), Is.Null);
    }

    [Test]
    public void All_patterns_of_a_schema_have_one_bound()
    {
        var patterns = Enumerable.Range(0, 30).Select(index => $$"""{"pattern": "^.{0,2000}{{index}}$"}""");

        Assert.That(
            Arguments.Problems($$"""{"anyOf": [{{string.Join(',', patterns)}}]}"""),
            Has.Some.EndsWith("all patterns of the schema, written out, take more than 100000 steps."));
    }

    [Test]
    [CancelAfter(20_000)]
    public void No_text_makes_a_pattern_slow() =>
        Assert.That(Arguments.Judge(Schema("^(a+)+$"), $"\"{new string('a', 100_000)}b\"")?.Keyword, Is.EqualTo("pattern"));

    private static string Schema(string pattern) => $$"""{"pattern": {{JsonSerializer.Serialize(pattern)}}}""";
}
