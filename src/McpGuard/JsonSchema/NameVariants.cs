using System.Collections.Frozen;
using System.Text.Json;

namespace McpGuard;

/// <summary>
/// Finds members that a server might bind although the schema does not see them: it knows the name in another case.
/// System.Text.Json binds the members of nested objects ignoring case.
/// </summary>
internal sealed class NameVariants(IEnumerable<string> names)
{
    /// <summary>How much work it is to look at all the names, for each byte of an object.</summary>
    public const int WorkPerByte = 8;

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _exact =
        names.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly FrozenDictionary<string, string> _folded =
        names.ToFrozenDictionary(name => name, FoldedComparer.Instance);

    /// <returns>Names that are one in another case, so that no server could be trusted to tell them apart; or null.</returns>
    public static string? Clash(IEnumerable<string> names) =>
        names.GroupBy(name => name, FoldedComparer.Instance).FirstOrDefault(group => group.Count() > 1) is { } group
            ? string.Join(", ", group.Order(StringComparer.Ordinal).Select(JsonPath.Quote))
            : null;

    /// <returns>The name as the schema writes it, of the first member that has it in another way; or null.</returns>
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
