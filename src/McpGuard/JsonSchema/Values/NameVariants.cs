using System.Collections.Frozen;
using System.Text.Json;

namespace McpGuard;

/// <summary>
/// Finds members whose names differ only in case from a name in the schema. A server may bind such a member, because
/// System.Text.Json binds members of nested objects ignoring case.
/// </summary>
internal sealed class NameVariants(IEnumerable<string> names)
{
    /// <summary>The work of checking all names, for each byte of an object.</summary>
    public const int WorkPerByte = 8;

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _exact =
        names.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly FrozenDictionary<string, string> _folded =
        names.ToFrozenDictionary(name => name, FoldedComparer.Instance);

    /// <returns>Names that differ only in case, because a server may treat them as one; or null.</returns>
    public static string? Clash(IEnumerable<string> names) =>
        names.GroupBy(name => name, FoldedComparer.Instance).FirstOrDefault(group => group.Count() > 1) is { } group
            ? string.Join(", ", group.Order(StringComparer.Ordinal).Select(JsonPath.Quote))
            : null;

    /// <returns>The schema's spelling of the first member that has another spelling; or null.</returns>
    public string? Find(JsonElement value)
    {
        Span<char> buffer = stackalloc char[JsonText.BufferLength];
        foreach (var member in value.EnumerateObject())
        {
            if (!_exact.Contains(JsonText.NameOf(member, buffer)) && _folded.TryGetValue(member.Name, out var name))
                return name;
        }

        return null;
    }
}
