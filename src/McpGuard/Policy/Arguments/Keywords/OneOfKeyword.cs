using System.Text.Json;

namespace McpGuard;

/// <summary><c>oneOf</c>: exactly one schema accepts.</summary>
internal sealed class OneOfKeyword(Subschema[] schemas) : SchemaKeyword
{
    public static OneOfKeyword? Read(KeywordReader reader) =>
        reader.ReadList(reader.ReadInPlace) is { } schemas ? new OneOfKeyword(schemas) : null;

    public override bool Accepts(JsonElement instance, Evaluation evaluation)
    {
        var count = 0;
        foreach (var schema in schemas)
        {
            if (evaluation.Try(schema, instance) && ++count > 1)
                return false;
        }

        return count == 1;
    }
}
