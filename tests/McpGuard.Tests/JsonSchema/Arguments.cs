using System.Text.Json;

namespace McpGuard.Tests.JsonSchema;

/// <summary>Schemas and instances, written as JSON.</summary>
internal static class Arguments
{
    public const string Path = "$.tools.transfer.arguments";

    public static ArgumentSchema Schema(string json, bool isStrict = true)
    {
        var problems = new List<string>();
        var schema = ArgumentSchema.Parse(Json(json), Path, problems, isStrict);
        Assert.That(problems, Is.Empty);
        return schema!;
    }

    public static SchemaFailure? Judge(string schema, string instance, bool isStrict = true) => Schema(schema, isStrict).Evaluate(Json(instance));

    public static IReadOnlyList<string> Problems(string json, bool isStrict = true)
    {
        var problems = new List<string>();
        var schema = ArgumentSchema.Parse(Json(json), Path, problems, isStrict);
        Assert.That(schema, problems.Count == 0 ? Is.Not.Null : Is.Null);
        return problems;
    }

    public static JsonElement Json(string json) => JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 100_000 }).RootElement;
}
