using System.Text.Json;

namespace McpGuard;

/// <summary><c>patternProperties</c>: a schema for each member whose name a pattern matches.</summary>
internal sealed class PatternPropertiesKeyword((SchemaPattern Pattern, Subschema Schema)[] schemas, bool isStrict) : SchemaKeyword
{
    private static readonly PathSegment _anyMember = new(SchemaFailure.AnyMember);

    public static PatternPropertiesKeyword? Read(KeywordReader reader)
    {
        if (reader.ReadMembers() is not { } members)
            return null;

        var schemas = new List<(SchemaPattern, Subschema)>();
        foreach (var member in members)
        {
            var location = reader.Location.Member(member.Name);
            var schema = reader.ReadPart(member.Value, location);
            if (reader.ReadPattern(member.Name, location) is { } pattern)
                schemas.Add((pattern, schema));
        }

        return new PatternPropertiesKeyword([.. schemas], reader.IsStrict);
    }

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var verdict = Verdict.Accepted;
        Span<char> buffer = stackalloc char[JsonText.BufferLength];
        foreach (var member in instance.EnumerateObject())
        {
            var name = JsonText.NameOf(member, buffer);
            foreach (var (pattern, schema) in schemas)
                verdict = verdict.And(Judge(pattern.MatchName(name, evaluation, isStrict), schema, member.Value, evaluation));
            if (verdict == Verdict.Refused)
                break;
        }

        return verdict;
    }

    private Verdict Judge(Verdict isAbout, Subschema schema, JsonElement value, Evaluation evaluation) => isAbout switch
    {
        Verdict.Refused => Verdict.Accepted,
        Verdict.Accepted => evaluation.JudgePart(this, schema, value, _anyMember),

        // A server that ignores case may bind the name to a member that the pattern is about.
        _ => evaluation.TryPart(this, schema, value, _anyMember) == Verdict.Accepted
            ? Verdict.Accepted
            : evaluation.Blame(Verdict.Undecided, SchemaFailure.Case, Path, SchemaFailure.AnyMember),
    };
}
