using System.Text.Json;

namespace McpGuard;

/// <summary><c>allOf</c>: every schema accepts.</summary>
internal sealed class AllOfKeyword(Subschema[] schemas) : SchemaKeyword
{
    public static AllOfKeyword? Read(KeywordReader reader) =>
        reader.ReadList(reader.ReadInPlace) is { } schemas ? new AllOfKeyword(schemas) : null;

    public override bool Accepts(JsonElement instance, Evaluation evaluation)
    {
        foreach (var schema in schemas)
        {
            if (!schema.Accepts(instance, evaluation))
                return false;
        }

        return true;
    }
}
