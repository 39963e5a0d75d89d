using System.Collections.Frozen;
using System.Text.Json;

namespace McpGuard;

/// <summary>
/// The members of a JSON-RPC message and of its <c>params</c>. The SDK binds some of them ignoring case, other readers do not: a gateway
/// and the server could read a request with <c>Name</c> differently.
/// </summary>
internal static class ProtocolMembers
{
    /// <summary>The member with the state of a suspended request.</summary>
    public const string RequestState = "requestState";

    /// <summary>The member with the answers for a suspended request.</summary>
    public const string InputResponses = "inputResponses";

    private static readonly FrozenDictionary<string, string> _names = new[]
    {
        "jsonrpc", "id", "method", "params", "result", "error",
        "name", "arguments", "uri", "_meta", "cursor", "protocolVersion", "capabilities", "clientInfo",
        "taskId", "task", "ref", "argument", "context", "level", "requestId", "reason", "progressToken", "progress",
        InputResponses, RequestState, "notifications", "resourceSubscriptions", "taskIds",
    }.ToFrozenDictionary(name => name, StringComparer.OrdinalIgnoreCase);

    // More than the longest name takes if each of its characters is escaped.
    private const int MaxNameBytes = 256;

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _bySpan = _names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Reads the name of a member, without a string of its own.</summary>
    /// <param name="reader">The reader, at the name.</param>
    /// <param name="isExact">Whether the name differs from every member of the protocol, or is one of them also by case.</param>
    /// <returns>The member of the protocol with exactly this name, or null.</returns>
    public static string? Find(ref readonly Utf8JsonReader reader, out bool isExact)
    {
        isExact = true;
        if (reader.ValueSpan.Length > MaxNameBytes)
            return null;

        Span<char> text = stackalloc char[MaxNameBytes];
        var name = text[..reader.CopyString(text)];
        if (!_bySpan.TryGetValue(name, out var known))
            return null;

        isExact = name.SequenceEqual(known);
        return isExact ? known : null;
    }

    public static bool IsExact(string name) => !_names.TryGetValue(name, out var known) || known == name;
}
