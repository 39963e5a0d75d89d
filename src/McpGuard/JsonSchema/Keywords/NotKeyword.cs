using System.Text.Json;

namespace McpGuard;

/// <summary><c>not</c>: a schema that must not accept.</summary>
internal sealed class NotKeyword(Subschema schema) : SchemaKeyword
{
    public static NotKeyword Read(KeywordReader reader) => new(reader.ReadInPlace(reader.Value, reader.Location));

    public override int WorkPerByte => 0;

    public override Verdict Judge(JsonElement instance, Evaluation evaluation) => evaluation.Try(schema, instance).Not();
}
