using System.Collections.Frozen;
using System.Text.Json;

namespace McpGuard;

/// <summary><c>properties</c>: a schema for each named member.</summary>
internal sealed class PropertiesKeyword(IEnumerable<(string Name, Subschema Schema)> members) : SchemaKeyword
{
    private readonly FrozenDictionary<string, (string Name, Subschema Schema)>.AlternateLookup<ReadOnlySpan<char>> _members =
        members.ToFrozenDictionary(member => member.Name, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static PropertiesKeyword? Read(KeywordReader reader)
    {
        if (reader.ReadMembers() is not { } members)
            return null;

        reader.Constrain(members.Select(member => member.Name));
        return new PropertiesKeyword(members.Select(member => (member.Name, reader.ReadPart(member.Value, reader.Location.Member(member.Name)))));
    }

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var verdict = Verdict.Accepted;
        Span<char> buffer = stackalloc char[JsonText.BufferLength];
        foreach (var member in instance.EnumerateObject())
        {
            if (_members.TryGetValue(JsonText.NameOf(member, buffer), out var known))
                verdict = verdict.And(evaluation.JudgePart(this, known.Schema, member.Value, new PathSegment(known.Name)));
            if (verdict == Verdict.Refused)
                break;
        }

        return verdict;
    }
}

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
            if (verdict == Verdict.Refused || evaluation.IsOver)
                break;
        }

        return verdict;
    }

    private Verdict Judge(Verdict isAbout, Subschema schema, JsonElement value, Evaluation evaluation) => isAbout switch
    {
        Verdict.Refused => Verdict.Accepted,
        Verdict.Accepted => evaluation.JudgePart(this, schema, value, _anyMember),

        // A server that ignores case may bind the name to a member that the pattern matches.
        _ => evaluation.JudgeAlternativePart(this, schema, value, _anyMember) == Verdict.Accepted
            ? Verdict.Accepted
            : evaluation.Blame(Verdict.Undecided, SchemaFailure.Case, Path, SchemaFailure.AnyMember),
    };
}

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
        _ => Verdicts.Either(Verdict.Accepted, evaluation.JudgeAlternativePart(this, schema, value, _anyMember)),
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

/// <summary><c>propertyNames</c>: a schema for the names of all members, as strings.</summary>
internal sealed class PropertyNamesKeyword(Subschema schema) : SchemaKeyword
{
    // Each name is serialized and parsed as a value of its own.
    public override int WorkPerByte => 32;

    public static PropertyNamesKeyword Read(KeywordReader reader) => new(reader.ReadPart(reader.Value, reader.Location));

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var verdict = Verdict.Accepted;
        foreach (var member in instance.EnumerateObject())
        {
            var name = JsonElement.Parse($"\"{JsonEncodedText.Encode(member.Name)}\"");
            verdict = verdict.And(evaluation.JudgeName(this, schema, name));
            if (verdict == Verdict.Refused)
                break;
        }

        return verdict;
    }
}
