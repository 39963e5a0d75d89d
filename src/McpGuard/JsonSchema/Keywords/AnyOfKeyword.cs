using System.Text.Json;

namespace McpGuard;

/// <summary><c>anyOf</c>: at least one schema accepts.</summary>
internal sealed class AnyOfKeyword(Subschema[] schemas) : SchemaKeyword
{
    public static AnyOfKeyword? Read(KeywordReader reader) =>
        reader.ReadList(reader.ReadInPlace) is { } schemas ? new AnyOfKeyword(schemas) : null;

    public override int WorkPerByte => 0;

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var verdict = Verdict.Refused;
        foreach (var schema in schemas)
        {
            verdict = verdict.Or(evaluation.Try(schema, instance));
            if (verdict == Verdict.Accepted)
                break;
        }

        return verdict;
    }
}
