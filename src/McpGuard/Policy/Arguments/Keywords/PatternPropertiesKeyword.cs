using System.Text.Json;

namespace McpGuard;

/// <summary><c>patternProperties</c>: a schema for each member whose name a pattern matches.</summary>
internal sealed class PatternPropertiesKeyword((SchemaPattern Pattern, Subschema Schema)[] schemas, KeywordReader reader) : SchemaKeyword
{
    private readonly string _path = reader.Location.Path;
    private readonly bool _isStrict = reader.IsStrict;

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

        return new PatternPropertiesKeyword([.. schemas], reader);
    }

    public override bool Accepts(JsonElement instance, Evaluation evaluation)
    {
        Span<char> buffer = stackalloc char[JsonText.BufferLength];
        foreach (var member in instance.EnumerateObject())
        {
            var name = JsonText.NameOf(member, buffer);
            foreach (var (pattern, schema) in schemas)
            {
                if (!(pattern.IsMatch(name, evaluation) ? schema.AcceptsPart(member.Value, evaluation) : IsNoVariant(pattern, name, evaluation)))
                    return evaluation.Within(SchemaFailure.AnyMember);
            }
        }

        return true;
    }

    // A server that ignores case may bind a name to a member that the pattern is about.
    private bool IsNoVariant(SchemaPattern pattern, ReadOnlySpan<char> name, Evaluation evaluation) =>
        !_isStrict || !pattern.IsMatchIgnoringCase(name, evaluation) || evaluation.Refuse(SchemaFailure.Case, _path);
}
