using System.Text.Json;

namespace McpGuard.Tests.JsonSchema;

/// <summary>One schema of the public test suite of JSON Schema, with the instances that it judges.</summary>
internal sealed record SuiteCase(string File, string Description, JsonElement Schema, JsonElement[] Tests)
{
    private static readonly string _folder = SourceTree.PathOf("tests/McpGuard.Tests/JsonSchema/Cases");

    // By file, or by file and description: why the schema is refused when it is read.
    private static readonly Dictionary<string, string> _refused = Parse("Differences.json").EnumerateArray()
        .ToDictionary(difference => difference.GetProperty("case").GetString()!, difference => difference.GetProperty("problem").GetString()!);

    public static IReadOnlyList<SuiteCase> All { get; } = [
        .. Directory.EnumerateFiles(_folder, "*.json", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_folder, file).Replace('\\', '/'))
            .Where(file => file != "Differences.json")
            .Order(StringComparer.Ordinal)
            .SelectMany(file => Parse(file).EnumerateArray().Select(one => new SuiteCase(
                file[..^".json".Length], one.GetProperty("description")
                    .GetString()!, one.GetProperty("schema"), [.. one.GetProperty("tests").EnumerateArray()])))];

    /// <summary>Part of the problem that the schema is refused for, or null.</summary>
    public string? Problem => _refused.GetValueOrDefault(File) ?? _refused.GetValueOrDefault($"{File}: {Description}");

    public static IEnumerable<string> Differences => _refused.Keys;

    private static JsonElement Parse(string file) => JsonElement.Parse(System.IO.File.ReadAllText(Path.Combine(_folder, file)));
}
