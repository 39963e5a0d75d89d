using System.Text.Json;

namespace McpGuard;

/// <summary><c>not</c>: a schema that must not accept.</summary>
internal sealed class NotKeyword(Subschema schema) : SchemaKeyword
{
    public static NotKeyword Read(KeywordReader reader) => new(reader.ReadInPlace(reader.Value, reader.Location));

    public override bool Accepts(JsonElement instance, Evaluation evaluation) => !evaluation.Try(schema, instance, isReversed: true);
}
