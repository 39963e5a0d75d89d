namespace McpGuard.Tests.JsonSchema.SecondOpinion;

/// <summary>Patterns and texts of few characters of many kinds, among them such as lie beyond U+FFFF or change their length with their case.</summary>
internal sealed class RandomPattern(int seed)
{
    private static readonly string[] _characters =
    [
        "a", "b", "A", "Z", "5", "_", "-", " ", "\n", "\u2028", "\u00A0", "\uFEFF", "\u0085", "é", "ſ", "\u212A", "４", "²", "\u0301", "\u200B", "\uE000",
        "\uFFFD",
        "😀", "😁", "𝒜", "𐐀", "𐐨", "𝟘", "𐄀", "\U000E0041", "\U000F0000", "\U0010FFFD",
    ];

    private static readonly string[] _sets =
    [
        @"\d", @"\D", @"\w", @"\W", @"\s", @"\S", @"\p{L}", @"\P{L}", @"\p{Lu}", @"\p{Cf}", @"\P{Cf}", @"\p{So}", @"\p{gc=Nd}", @"\p{M}", @"\P{N}", @"\p{Co}",
        @"\p{LC}",
        @"\u{1F600}", @"\ud83d\ude00", @"\u0041", @"\x62", @"\n", @"\cJ", @"\0",
    ];

    private readonly Random _random = new(seed);
    private int _names;

    public string Pattern(int depth) => string.Join('|', Enumerable.Range(0, _random.Next(4) == 0 ? 2 : 1).Select(_ => Terms(depth)));

    public string Text() => string.Concat(Enumerable.Range(0, _random.Next(5)).Select(_ => Pick(_characters)));

    private string Terms(int depth) => string.Concat(Enumerable.Range(0, _random.Next(4)).Select(_ => Term(depth)));

    private string Term(int depth) => _random.Next(10) switch
    {
        0 => Pick("^", "$", @"\b", @"\B"),
        1 when depth > 0 => Pick("(", "(?:", $"(?<n{_names++}>") + Pattern(depth - 1) + ")" + Quantifier(),
        2 or 3 or 4 => $"[{Pick("", "^")}{string.Concat(Enumerable.Range(0, 1 + _random.Next(3)).Select(_ => ClassItem()))}]" + Quantifier(),
        5 => "." + Quantifier(),
        6 or 7 => Pick(_sets) + Quantifier(),
        _ => Pick(_characters) + Quantifier(),
    };

    private string ClassItem() => _random.Next(3) switch
    {
        0 => Pick(_sets),
        1 => $"{Character()}-{Character()}",
        _ => Character(),
    };

    private string Character()
    {
        if (_random.Next(4) == 0)
            return $"\\u{{{char.ConvertToUtf32(Pick(_characters), 0):X}}}";

        var one = Pick(_characters);
        return one == "-" ? @"\-" : one;
    }

    private string Quantifier() => _random.Next(3) > 0 ? "" : Pick("*", "+", "?", "{2}", "{1,2}", "{0,3}", "{2,}", "{0}") + Pick("", "", "?");

    private string Pick(params string[] values) => values[_random.Next(values.Length)];
}
