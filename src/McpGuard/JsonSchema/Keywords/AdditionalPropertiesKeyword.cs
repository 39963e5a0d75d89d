using System.Collections.Frozen;
using System.Text.Json;

namespace McpGuard;

/// <summary><c>additionalProperties</c>: a schema for each member that its siblings do not cover.</summary>
internal sealed class AdditionalPropertiesKeyword(string[] names, SchemaPattern[] patterns, Subschema schema, bool isStrict) : SchemaKeyword
{
    private static readonly PathSegment _anyMember = new(SchemaFailure.AnyMember);

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _names =
        names.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static AdditionalPropertiesKeyword Read(KeywordReader reader) =>
        new(reader.SiblingNames("properties"), reader.SiblingPatterns("patternProperties"), reader.ReadPart(reader.Value, reader.Location), reader.IsStrict);

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var verdict = Verdict.Accepted;
        Span<char> buffer = stackalloc char[JsonText.BufferLength];
        foreach (var member in instance.EnumerateObject())
        {
            verdict = verdict.And(Judge(IsCovered(JsonText.NameOf(member, buffer), evaluation), member.Value, evaluation));
            if (verdict == Verdict.Refused)
                break;
        }

        return verdict;
    }

    private Verdict Judge(Verdict isCovered, JsonElement value, Evaluation evaluation) => isCovered switch
    {
        Verdict.Accepted => Verdict.Accepted,
        Verdict.Refused => evaluation.JudgePart(this, schema, value, _anyMember),
        _ => Verdicts.Either(Verdict.Accepted, evaluation.TryPart(this, schema, value, _anyMember)),
    };

    private Verdict IsCovered(ReadOnlySpan<char> name, Evaluation evaluation)
    {
        var verdict = Verdicts.Of(_names.Contains(name));
        foreach (var pattern in patterns)
        {
            if (verdict == Verdict.Accepted)
                break;

            verdict = verdict.Or(pattern.MatchName(name, evaluation, isStrict));
        }

        return verdict;
    }
}
