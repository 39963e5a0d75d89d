namespace McpGuard;

/// <summary>Finds tools that some clients cannot tell apart. Gateways and models write <c>.</c>, <c>_</c>, <c>-</c> and blanks in names alike.</summary>
internal static class ToolNames
{
    /// <returns>The names in groups that become one name.</returns>
    public static IEnumerable<string[]> FindAlike(IEnumerable<string> names) => names
        .GroupBy(name => string.Create(name.Length, name, static (text, from) =>
        {
            for (var i = 0; i < from.Length; i++)
                text[i] = from[i] is '.' or '-' || char.IsWhiteSpace(from[i]) ? '_' : from[i];
        }), StringComparer.Ordinal)
        .Select(group => group.Order(StringComparer.Ordinal).ToArray())
        .Where(group => group.Length > 1)
        .OrderBy(group => group[0], StringComparer.Ordinal);
}
