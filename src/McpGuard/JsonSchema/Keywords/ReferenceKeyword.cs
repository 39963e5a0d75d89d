using System.Text.Json;

namespace McpGuard;

/// <summary><c>$ref</c>: applies another schema of the same document.</summary>
internal sealed class ReferenceKeyword(string pointer) : SchemaKeyword
{
    /// <summary>The JSON pointer of the other schema.</summary>
    public string Pointer => pointer;

    /// <summary>The other schema. It is set after all schemas are read.</summary>
    public Subschema? Target { get; set; }

    public static ReferenceKeyword? Read(KeywordReader reader)
    {
        if (reader.ReadText() is not { } reference)
            return null;
        if (reference == "#" || reference.StartsWith("#/", StringComparison.Ordinal))
            return reader.AddReference(Uri.UnescapeDataString(reference[1..]));

        reader.Report("must point into the same schema, as in '#/$defs/name'.");
        return null;
    }

    public override int WorkPerByte => 0;

    public override Verdict Judge(JsonElement instance, Evaluation evaluation) => Target!.Judge(instance, evaluation);
}

/// <summary><c>$defs</c>: schemas that apply only through a reference.</summary>
internal static class DefinitionsKeyword
{
    public static SchemaKeyword? Read(KeywordReader reader)
    {
        foreach (var member in reader.ReadMembers() ?? [])
            reader.ReadPart(member.Value, reader.Location.Member(member.Name));

        return null;
    }
}

/// <summary>Annotations: keywords without an effect on the verdict.</summary>
internal static class AnnotationKeyword
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

    /// <summary>Checks <c>$schema</c>, because keywords have other meanings in other drafts.</summary>
    public static SchemaKeyword? ReadDraft(KeywordReader reader)
    {
        if (reader.ReadText() is { } draft && draft != Draft && draft != Draft + "#")
            reader.Report($"must be {Draft}.");

        return null;
    }
}
