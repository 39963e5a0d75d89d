using System.Text.Json;

namespace McpGuard;

/// <summary><c>$ref</c>: what another schema of the same document asks.</summary>
internal sealed class ReferenceKeyword(string pointer) : SchemaKeyword
{
    /// <summary>Where the other schema stands, as a JSON pointer.</summary>
    public string Pointer => pointer;

    /// <summary>The other schema, which is known when all have been read.</summary>
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
