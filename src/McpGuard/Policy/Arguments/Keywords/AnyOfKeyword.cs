using System.Text.Json;

namespace McpGuard;

/// <summary><c>anyOf</c>: at least one schema accepts.</summary>
internal sealed class AnyOfKeyword(Subschema[] schemas) : SchemaKeyword
{
    public static AnyOfKeyword? Read(KeywordReader reader) =>
        reader.ReadList(reader.ReadInPlace) is { } schemas ? new AnyOfKeyword(schemas) : null;

    public override bool Accepts(JsonElement instance, Evaluation evaluation)
    {
        foreach (var schema in schemas)
        {
            if (evaluation.Try(schema, instance))
                return true;
        }

        return false;
    }
}
