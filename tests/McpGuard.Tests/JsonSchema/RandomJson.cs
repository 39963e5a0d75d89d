namespace McpGuard.Tests.JsonSchema;

/// <summary>Schemas and instances of few names and values, so that they often have to do with each other.</summary>
internal sealed class RandomJson(int seed)
{
    private static readonly string[] _names = ["\"a\"", "\"A\"", "\"b\"", "\"\\u017f\"", "\"s\"", "\"odd name\"", "\"\\ud800\""];
    private static readonly string[] _scalars =
        ["null", "true", "false", "0", "-1", "1.0", "2.5", "1e400", "1e-1000000000", "\"\"", "\"a\"", "\"🐲b\"", "\"\\ud800\""];
    private static readonly string[] _types = ["\"null\"", "\"boolean\"", "\"integer\"", "\"number\"", "\"string\"", "\"array\"", "\"object\"", "\"nothing\""];

    private readonly Random _random = new(seed);

    public string Instance(int depth) => _random.Next(depth == 0 ? 1 : 3) switch
    {
        0 => Pick(_scalars),
        1 => $"[{Some(() => Instance(depth - 1))}]",
        _ => $"{{{Some(() => $"{Pick(_names)}: {Instance(depth - 1)}")}}}",
    };

    public string Schema(int depth) => _random.Next(8) switch
    {
        0 when depth > 0 => "true",
        1 when depth > 0 => "false",
        _ => $"{{{Some(() => Keyword(depth), least: 1)}}}",
    };

    private string Keyword(int depth) => depth == 0 ? Leaf() : _random.Next(17) switch
    {
        0 => $"\"properties\": {{{Some(() => $"{Pick(_names)}: {Schema(depth - 1)}")}}}",
        1 => $"\"patternProperties\": {{{Some(() => $"{Pick("\"a\"", "\"^[a-z]$\"", "\"(\"")}: {Schema(depth - 1)}")}}}",
        2 => $"\"additionalProperties\": {Schema(depth - 1)}",
        3 => $"\"propertyNames\": {Schema(depth - 1)}",
        4 => $"\"items\": {Schema(depth - 1)}",
        5 => $"\"prefixItems\": [{Some(() => Schema(depth - 1), least: 1)}]",
        6 => $"\"contains\": {Schema(depth - 1)}, \"{Pick("min", "max")}Contains\": {_random.Next(3)}",
        7 or 8 => $"\"{Pick("allOf", "anyOf")}\": [{Some(() => Schema(depth - 1), least: 1)}]",
        9 => $"\"not\": {Schema(depth - 1)}",
        10 => $"\"if\": {Schema(depth - 1)}, \"then\": {Schema(depth - 1)}, \"else\": {Schema(depth - 1)}",
        11 => $"\"$ref\": {Pick("\"#\"", "\"#/items\"", "\"#/properties/a\"", "\"#/not\"")}",
        16 => $"\"oneOf\": [{Some(() => Schema(depth - 1), least: 1)}]",
        _ => Leaf(),
    };

    private string Leaf() => _random.Next(12) switch
    {
        0 or 1 => $"\"type\": {Pick(_types)}",
        2 => $"\"type\": [{Pick(_types)}, {Pick(_types)}]",
        3 => $"\"const\": {Instance(2)}",
        4 => $"\"enum\": [{Some(() => Instance(1), least: 1)}]",
        5 => $"\"required\": [{Pick(_names)}]",
        6 => $"\"dependentRequired\": {{{Pick(_names)}: [{Pick(_names)}]}}",
        7 => $"\"{Pick("minimum", "exclusiveMaximum", "multipleOf")}\": {Pick("0", "-1", "0.5", "1e9", "\"1\"")}",
        8 => $"\"{Pick("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")}\": {_random.Next(3)}",
        9 => $"\"pattern\": {Pick("\"a\"", "\"^.$\"", "\"\\\\d\"", "\"[\"")}",
        10 => $"\"format\": {Pick("\"date\"", "\"email\"", "\"ipv6\"", "\"uri\"")}",
        _ => "\"uniqueItems\": true",
    };

    private string Some(Func<string> make, int least = 0) =>
        string.Join(", ", Enumerable.Range(0, least + _random.Next(3)).Select(_ => make()));

    private string Pick(params string[] values) => values[_random.Next(values.Length)];
}
