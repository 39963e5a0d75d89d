using System.Text.Json;

namespace McpGuard;

/// <summary><c>oneOf</c>: exactly one schema accepts.</summary>
internal sealed class OneOfKeyword(Subschema[] schemas) : SchemaKeyword
{
    public static OneOfKeyword? Read(KeywordReader reader) =>
        reader.ReadList(reader.ReadInPlace) is { } schemas ? new OneOfKeyword(schemas) : null;

    public override int WorkPerByte => 0;

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var (accepted, undecided) = (0, 0);
        foreach (var schema in schemas)
        {
            var verdict = evaluation.Try(schema, instance);
            accepted += verdict == Verdict.Accepted ? 1 : 0;
            undecided += verdict == Verdict.Undecided ? 1 : 0;
            if (accepted > 1)
                break;
        }

        return Verdicts.Within(1, 1, accepted, undecided);
    }
}
