using System.Text.Json;

namespace McpGuard;

/// <summary>Keywords that are for people, and cannot be taken for a rule.</summary>
internal static class RemarkKeyword
{
    private const string Draft = "https://json-schema.org/draft/2020-12/schema";

    public static SchemaKeyword? ReadText(KeywordReader reader)
    {
        _ = reader.ReadText();
        return null;
    }

    public static SchemaKeyword? ReadBoolean(KeywordReader reader)
    {
        _ = reader.ReadBoolean();
        return null;
    }

    public static SchemaKeyword? ReadExamples(KeywordReader reader)
    {
        if (reader.Value.ValueKind != JsonValueKind.Array)
            reader.Report("must be a list.");

        return null;
    }

    /// <summary>Reads <c>$schema</c>, since another draft would mean something else.</summary>
    public static SchemaKeyword? ReadDraft(KeywordReader reader)
    {
        if (reader.ReadText() is { } draft && draft != Draft && draft != Draft + "#")
            reader.Report($"must be {Draft}.");

        return null;
    }
}
