using System.Text.Json;

namespace McpGuard;

/// <summary>
/// Finds the arguments of a message that are objects with members whose names differ only in case. To a parameter that is a map these are
/// two keys. Any other parameter may take the one or the other, so the message is refused unless the policy knows that it is a map.
/// </summary>
/// <param name="level">The depth of the members of <c>params</c>: two in a whole message, one in <c>params</c> alone.</param>
internal sealed class ArgumentTwins(int level)
{
    private readonly HashSet<string> _exact = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folded = new(FoldedComparer.Instance);
    private readonly List<string> _found = [];
    private bool _isInParams = level == 1;
    private bool _isInArguments;
    private string? _argument;

    /// <summary>Reads JSON that was refused because of a doubled name.</summary>
    /// <returns>The names of the arguments, or null if the JSON has another fault as well.</returns>
    public static IReadOnlyList<string>? Find(ReadOnlySpan<byte> utf8, int level)
    {
        var twins = new ArgumentTwins(level);
        return StrictJson.Check(utf8, McpJson.MaxDepth, McpJson.MaxMembers, twins) is null ? twins._found : null;
    }

    /// <summary>Takes the name of a member of an argument's own object. Equal names are doubled there too.</summary>
    /// <returns>Whether the name is new; null for a name at any other place.</returns>
    public bool? Add(in Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth - level;
        if (depth == 2 && _argument is not null)
            return AddMember(reader.GetString()!);
        if (depth > 1)
            return null;

        // A name at one of these places ends the argument before it.
        _argument = depth == 1 && _isInArguments ? reader.GetString() : null;
        if (depth == 0)
            _isInArguments = _isInParams && reader.ValueTextEquals("arguments"u8);
        else if (depth < 0)
            _isInParams = reader.ValueTextEquals("params"u8);

        _exact.Clear();
        _folded.Clear();
        return null;
    }

    private bool AddMember(string name)
    {
        if (!_folded.Add(name) && (_found.Count == 0 || _found[^1] != _argument))
            _found.Add(_argument!);

        return _exact.Add(name);
    }
}
