namespace McpGuard.Tests.JsonSchema.SecondOpinion;

/// <summary>Schemas that are well formed, and instances that often have to do with them.</summary>
internal sealed class RandomPolicy(int seed)
{
    private static readonly string[] _names = ["\"a\"", "\"b\"", "\"ab\"", "\"😀\"", "\"A\""];

    private static readonly string[] _texts =
    [
        "\"\"", "\"a\"", "\"A\"", "\"ab\"", "\"b\"", "\"5\"", "\"2.5\"", "\"😀\"", "\"a😀\"", "\"\\udb40\\udc41\"", "\"é\"", "\"\\n\"", "\"2026-02-28\"",
        "\"2026-02-30\"", "\"10.0.0.1\"", "\"10.1\"",
        "\"6f1de2f5-4e0b-4dd6-8a3f-51f9d2e1d2aa\"", "\"{6f1de2f5-4e0b-4dd6-8a3f-51f9d2e1d2aa}\"",
    ];

    private static readonly string[] _numbers =
        ["0", "-1", "1", "1.0", "2", "5", "2.5", "100", "1e2", "9007199254740992", "9007199254740993", "0.1", "0.1000000000000000055"];
    private static readonly string[] _types = ["\"null\"", "\"boolean\"", "\"integer\"", "\"number\"", "\"string\"", "\"array\"", "\"object\""];

    private static readonly string[] _patterns =
        ["a", "^.$", @"\\d", "^[^a]+$", @"\\p{L}", @"^\\P{L}*$", @"\\p{Cf}", @"[\\u{1F600}-\\u{1F64F}]", "^a?b?$", @"\\bab\\b", @"^\\p{Lu}", "😀{1,2}"];

    private readonly Random _random = new(seed);

    public string Instance(int depth) => _random.Next(depth == 0 ? 3 : 5) switch
    {
        0 => Pick(_texts),
        1 => Pick(_numbers),
        2 => Pick("null", "true", "false", "\"a\"", "5"),
        3 => $"[{Some(() => Instance(depth - 1))}]",
        _ => $"{{{Members(() => Instance(depth - 1))}}}",
    };

    public string Schema(int depth) => _random.Next(12) switch
    {
        0 => "true",
        1 => "false",
        _ => TypedSchema(depth),
    };

    // Mostly of one type, since keywords for several are refused where no type says which are meant.
    private string TypedSchema(int depth)
    {
        var (type, keywords) = _random.Next(6) switch
        {
            0 => ("string", Texts()),
            1 => (Pick("number", "integer"), Numbers()),
            2 when depth > 0 => ("array", Arrays(depth)),
            3 or 4 when depth > 0 => ("object", Objects(depth)),
            _ => (null, Either(depth)),
        };
        var stated = type is not null && _random.Next(3) > 0 ? $"\"type\": \"{type}\", " : "";
        var both = depth > 0 && _random.Next(3) == 0 ? ", " + Logic(depth) : "";
        return $"{{{stated}{keywords}{both}}}";
    }

    private string Either(int depth) => _random.Next(depth > 0 ? 5 : 3) switch
    {
        0 => $"\"type\": [{Pick(_types[..3])}, {Pick(_types[3..])}]",
        1 => $"\"const\": {Instance(1)}",
        2 => $"\"enum\": [{Instance(1)}, {Instance(0)}, {Instance(0)}]",
        _ => Logic(depth),
    };

    private string Logic(int depth) => _random.Next(6) switch
    {
        0 => $"\"not\": {Schema(depth - 1)}",
        1 => $"\"anyOf\": [{Schema(depth - 1)}, {Schema(depth - 1)}]",
        2 => $"\"oneOf\": [{Schema(depth - 1)}, {Schema(depth - 1)}]",
        3 => $"\"if\": {Schema(depth - 1)}, \"then\": {Schema(depth - 1)}" + Pick("", $", \"else\": {Schema(depth - 1)}"),
        4 => $"\"allOf\": [{Schema(depth - 1)}, {Schema(depth - 1)}]",
        _ => $"\"$ref\": \"#/$defs/d\", \"$defs\": {{\"d\": {Schema(depth - 1)}}}",
    };

    private string Texts() => _random.Next(4) switch
    {
        0 => $"\"{Pick("minLength", "maxLength")}\": {_random.Next(4)}",
        1 => $"\"format\": {Pick("\"date\"", "\"ipv4\"", "\"uuid\"")}",
        _ => $"\"pattern\": \"{Pick(_patterns)}\"",
    };

    private string Numbers() =>
        $"\"{Pick("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")}\": {Pick(_numbers)}" + Pick("", ", \"multipleOf\": " + Pick("1", "2", "0.5"));

    private string Arrays(int depth) => _random.Next(5) switch
    {
        0 => $"\"items\": {Schema(depth - 1)}",
        1 => $"\"prefixItems\": [{Schema(depth - 1)}], \"items\": {Schema(depth - 1)}",
        2 => $"\"contains\": {Schema(depth - 1)}" + Pick("", $", \"minContains\": {_random.Next(3)}") + Pick("", $", \"maxContains\": {_random.Next(3)}"),
        3 => $"\"{Pick("minItems", "maxItems")}\": {_random.Next(3)}",
        _ => "\"uniqueItems\": true",
    };

    private string Objects(int depth) => _random.Next(7) switch
    {
        0 or 1 => $"\"properties\": {{{Members(() => Schema(depth - 1))}}}" + Pick("", ", \"additionalProperties\": " + Schema(depth - 1)),
        2 => $"\"patternProperties\": {{\"{Pick(_patterns)}\": {Schema(depth - 1)}}}" + Pick("", ", \"additionalProperties\": " + Schema(depth - 1)),
        3 => $"\"propertyNames\": {Schema(depth - 1)}",
        4 => $"\"required\": [{Pick(_names)}]",
        5 => $"\"dependentRequired\": {{{Pick(_names)}: [{Pick(_names)}]}}",
        _ => $"\"{Pick("minProperties", "maxProperties")}\": {_random.Next(3)}",
    };

    private string Members(Func<string> make) =>
        string.Join(", ", _names.Where(_ => _random.Next(3) == 0).Select(name => $"{name}: {make()}"));

    private string Some(Func<string> make) => string.Join(", ", Enumerable.Range(0, _random.Next(4)).Select(_ => make()));

    private string Pick(params string[] values) => values[_random.Next(values.Length)];
}
