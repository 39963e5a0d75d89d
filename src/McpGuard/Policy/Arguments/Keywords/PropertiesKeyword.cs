using System.Collections.Frozen;
using System.Text.Json;

namespace McpGuard;

/// <summary><c>properties</c>: a schema for each member of some name.</summary>
internal sealed class PropertiesKeyword(Dictionary<string, Subschema> schemas) : SchemaKeyword
{
    private readonly FrozenDictionary<string, Subschema>.AlternateLookup<ReadOnlySpan<char>> _schemas =
        schemas.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static PropertiesKeyword? Read(KeywordReader reader)
    {
        if (reader.ReadMembers() is not { } members)
            return null;

        reader.Constrain(members.Select(member => member.Name));
        return new PropertiesKeyword(members.ToDictionary(member => member.Name, member => reader.ReadPart(member.Value, reader.Location.Member(member.Name))));
    }

    public override bool Accepts(JsonElement instance, Evaluation evaluation)
    {
        Span<char> buffer = stackalloc char[JsonText.BufferLength];
        foreach (var member in instance.EnumerateObject())
        {
            if (_schemas.TryGetValue(JsonText.NameOf(member, buffer), out var schema) && !schema.AcceptsPart(member.Value, evaluation))
                return evaluation.Within(member.Name);
        }

        return true;
    }
}
