using System.Text.Json;

namespace McpGuard;

/// <summary><c>allOf</c>: every schema accepts.</summary>
internal sealed class AllOfKeyword(Subschema[] schemas) : SchemaKeyword
{
    public static AllOfKeyword? Read(KeywordReader reader) =>
        reader.ReadList(reader.ReadInPlace) is { } schemas ? new AllOfKeyword(schemas) : null;

    public override int WorkPerByte => 0;

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var verdict = Verdict.Accepted;
        foreach (var schema in schemas)
        {
            verdict = verdict.And(schema.Judge(instance, evaluation));
            if (verdict == Verdict.Refused)
                break;
        }

        return verdict;
    }
}
