using System.Collections.Frozen;
using System.Text.Json;

namespace McpGuard;

/// <summary><c>additionalProperties</c>: a schema for each member that its siblings do not cover.</summary>
internal sealed class AdditionalPropertiesKeyword(string[] names, SchemaPattern[] patterns, Subschema schema) : SchemaKeyword
{
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _names =
        names.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static AdditionalPropertiesKeyword Read(KeywordReader reader) =>
        new(reader.SiblingNames("properties"), reader.SiblingPatterns("patternProperties"), reader.ReadPart(reader.Value, reader.Location));

    public override bool Accepts(JsonElement instance, Evaluation evaluation)
    {
        Span<char> buffer = stackalloc char[JsonText.BufferLength];
        foreach (var member in instance.EnumerateObject())
        {
            if (!IsCovered(JsonText.NameOf(member, buffer), evaluation) && !schema.AcceptsPart(member.Value, evaluation))
                return evaluation.Within(SchemaFailure.AnyMember);
        }

        return true;
    }

    private bool IsCovered(ReadOnlySpan<char> name, Evaluation evaluation)
    {
        if (_names.Contains(name))
            return true;

        foreach (var pattern in patterns)
        {
            if (pattern.IsMatch(name, evaluation))
                return true;
        }

        return false;
    }
}
