namespace McpGuard;

/// <summary><c>$defs</c>: schemas that count where a reference points to them.</summary>
internal static class DefinitionsKeyword
{
    public static SchemaKeyword? Read(KeywordReader reader)
    {
        foreach (var member in reader.ReadMembers() ?? [])
            reader.ReadPart(member.Value, reader.Location.Member(member.Name));

        return null;
    }
}
