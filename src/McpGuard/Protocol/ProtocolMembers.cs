using System.Collections.Frozen;

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

    public static bool IsExact(string name) => !_names.TryGetValue(name, out var known) || known == name;
}
