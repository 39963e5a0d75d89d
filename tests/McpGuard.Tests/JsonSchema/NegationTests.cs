using System.Text.Json;

namespace McpGuard.Tests.JsonSchema;

/// <summary>Not to fit is an advantage to the caller under some keywords. What cannot be told to fit or not is one under none.</summary>
[TestFixture]
internal sealed class NegationTests
{
    // Each refuses a value that fits, and gains from one that does not.
    private static readonly string[] _keywordsThatGain =
    [
        """{"not": S}""",
        """{"oneOf": [S, true]}""",
        """{"oneOf": [true, {"allOf": [S]}]}""",
        """{"if": S, "then": false}""",
        """{"if": {"not": S}, "else": false}""",
        """{"anyOf": [{"not": S}, false]}""",
        """{"allOf": [{"not": S}, true]}""",
        """{"allOf": [true, {"not": {"anyOf": [S, false]}}]}""",
        """{"not": {"not": {"not": S}}}""",
        """{"not": {"$ref": "#/$defs/s"}, "$defs": {"s": S}}""",
    ];

    private static readonly (string Schema, string Instance)[] _undecided =
    [
        ("""{"enum": ["admin"]}""", "\"Admin\""),
        ("""{"const": "admin"}""", "\" admin\""),
        ("""{"const": "admin"}""", "7"),
        ("""{"const": 7}""", "\"admin\""),
        ("""{"const": ["admin"]}""", "[\"Admin\"]"),
        ("""{"const": {"role": ["admin"]}}""", """{"Role": ["ADMIN"]}"""),
        ("""{"minimum": 100}""", "\"500\""),
        ("""{"minimum": 100}""", "99.99999999999999999999"),
        ("""{"type": "integer"}""", "\"500\""),
        ("""{"type": "string"}""", "500"),
        ("""{"pattern": "^/etc"}""", "[\"/etc\"]"),
        ("""{"format": "ipv4"}""", "\"127.1\""),
        ("""{"format": "date"}""", "\"2026-12-24T00:00:00\""),
        ("""{"format": "uuid"}""", "\"{6f1de2f5-4e0b-4dd6-8a3f-51f9d2e1d2aa}\""),
        ("""{"format": "duration"}""", "\"1:00:00\""),
        ("""{"properties": {"a": {"const": 1}}, "required": ["a"]}""", """{"A": 1}"""),
        ("""{"patternProperties": {"^x_": false}}""", """{"X_a": 1}"""),
        ("""{"patternProperties": {"^x_": true}, "additionalProperties": false}""", """{"X_a": 1}"""),
        ("""{"propertyNames": {"pattern": "^[a-z]*$"}}""", """{"A": 1}"""),
        ("""{"propertyNames": {"enum": ["amount"]}}""", """{"Amount": 1}"""),
        ("""{"contains": {"const": "admin"}}""", "[\"guest\", \"ADMIN\"]"),
        ("""{"contains": {"const": "guest"}, "maxContains": 1}""", "[\"guest\", \"GUEST\"]"),
        ("""{"items": {"const": "admin"}}""", "[\"admin\", \"Admin\"]"),
        ("""{"uniqueItems": true}""", "[\"admin\", \"Admin\"]"),
        ("""{"uniqueItems": true}""", "[1e400, 1e401]"),
        ("""{"patternProperties": {"^[\\u{10428}]$": false}}""", "{\"\\ud801\\udc00\": 1}"),
        ("""{"patternProperties": {"^to\u212Aen$": false}}""", """{"token": 1}"""),
        ("""{"pattern": "\\p{Cf}"}""", "\"\\u0378\""),
    ];

    [Test]
    public void Undecided_value_is_not_accepted(
        [ValueSource(nameof(_keywordsThatGain))] string around, [ValueSource(nameof(_undecided))] (string Schema, string Instance) value)
    {
        var (schema, instance) = value;

        Assert.That(Arguments.Judge(around.Replace("S", schema, StringComparison.Ordinal), instance), Is.Not.Null);
    }

    [TestCase("""{"contains": S, "minContains": 0, "maxContains": 1}""")]
    [TestCase("""{"contains": {"not": S}, "minContains": 1}""")]
    [TestCase("""{"items": {"not": S}}""")]
    [TestCase("""{"prefixItems": [{"not": S}, true]}""")]
    [TestCase("""{"not": {"contains": S}}""")]
    public void Undecided_items_are_not_accepted(string around)
    {
        foreach (var (schema, instance) in _undecided)
            Assert.That(Arguments.Judge(around.Replace("S", schema, StringComparison.Ordinal), $"[{instance}, {instance}]"), Is.Not.Null, schema);
    }

    [TestCase("""{"not": {"enum": ["admin"]}}""", "\"guest\"")]
    [TestCase("""{"oneOf": [{"enum": ["admin"]}, {"minLength": 1}]}""", "\"guest\"")]
    [TestCase("""{"not": {"format": "ipv4"}}""", "\"somewhere\"")]
    [TestCase("""{"oneOf": [{"format": "ipv4"}, {"format": "ipv6"}]}""", "\"10.0.0.1\"")]
    [TestCase("""{"propertyNames": {"not": {"pattern": "^admin"}}}""", """{"guest": 1}""")]
    [TestCase("""{"contains": {"const": "admin"}, "minContains": 0, "maxContains": 1}""", "[\"guest\", \"admin\"]")]
    [TestCase("""{"if": {"enum": ["admin"]}, "then": {"minLength": 1}, "else": {"maxLength": 9}}""", "\"ADMIN\"")]
    public void Decided_value_counts(string schema, string instance) => Assert.That(Arguments.Judge(schema, instance), Is.Null);

    [TestCase(0x200B)]
    [TestCase(0x110BD)]
    [TestCase(0x1D173)]
    [TestCase(0xE0001)]
    [TestCase(0xE0041)]
    public void Invisible_characters_are_of_their_category_on_every_plane(int codePoint)
    {
        var text = JsonSerializer.Serialize($"a{char.ConvertFromUtf32(codePoint)}b");

        Assert.That(Arguments.Judge("""{"not": {"pattern": "\\p{Cf}"}}""", text), Is.Not.Null);
        Assert.That(Arguments.Judge("""{"pattern": "^\\P{Cf}*$"}""", text), Is.Not.Null);
    }

    [Test]
    public void Scope_by_arguments_is_required_if_the_match_is_undecided()
    {
        foreach (var (schema, instance) in _undecided)
            Assert.That(Arguments.Judge(schema, instance)?.IsUndecided, Is.True, schema);
    }

    [TestCase("""{"properties": {"a": {"const": "x"}, "b": {"const": 1}}}""", """{"a": "X", "b": 2}""")]
    [TestCase("""{"properties": {"a": {"minimum": 1}, "b": {"const": 1}}}""", """{"a": "5", "b": 2}""")]
    [TestCase("""{"items": {"minimum": 1}}""", """["5", 0]""")]
    public void Value_that_is_refused_in_either_reading_is_decided(string schema, string instance) =>
        Assert.That(Arguments.Judge(schema, instance)?.IsUndecided, Is.False);
}
