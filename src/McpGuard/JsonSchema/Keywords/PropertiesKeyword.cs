using System.Collections.Frozen;
using System.Text.Json;

namespace McpGuard;

/// <summary><c>properties</c>: a schema for each member of some name.</summary>
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
