using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>
/// Binds the <c>requestState</c> of a suspended request to who asked for what. Where one connection carries everything,
/// the SDK resumes a waiting tool by that state alone, past the filters of tool calls; possession must not be enough
/// (MCP, multi round-trip requests: state is opaque to the client and must be protected).
/// </summary>
internal sealed class RequestStateSeal
{
    private const string Member = "requestState";
    private const int MacLength = 2 * HMACSHA256.HashSizeInBytes;

    // A suspended tool lives in this process, so its seal need not outlive it.
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    /// <summary>Seals the state of a response that asks its client to come again.</summary>
    public void Close(JsonRpcMessage message)
    {
        if (message is JsonRpcResponse { Result: JsonObject result, Context.User: CallerPrincipal principal } &&
            IsBound(principal.Operation) && Text(result) is { } state)
        {
            result[Member] = Mac(state, principal) + state;
        }
    }

    /// <summary>Opens the state of a request that comes again.</summary>
    /// <returns>Whether there was a state; null if there was one that this caller was not given for this request.</returns>
    public bool? TryOpen(JsonRpcRequest request, CallerPrincipal principal)
    {
        if (!IsBound(principal.Operation) || request.Params is not JsonObject parameters || !parameters.ContainsKey(Member))
            return false;

        if (Text(parameters) is not { Length: >= MacLength } text)
            return null;

        var state = text[MacLength..];
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text[..MacLength]), Encoding.UTF8.GetBytes(Mac(state, principal))))
            return null;

        parameters[Member] = state;
        return true;
    }

    // Over HTTP each request is served by itself: a state comes back through the filters, and perhaps to another machine.
    private static bool IsBound(GuardedOperation operation) => operation.Transport != GuardedOperation.Http;

    private static string? Text(JsonObject members) =>
        members[Member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private string Mac(string state, CallerPrincipal principal)
    {
        var (caller, operation) = (principal.Caller, principal.Operation);
        var content = new StringBuilder();
        foreach (var part in new[] { caller.Issuer, caller.Subject, caller.Actor?.Issuer, caller.Actor?.Subject, caller.ClientId, operation.Method, operation.Target, state })
            content.Append(part?.Length ?? -1).Append(':').Append(part);

        return Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(content.ToString())));
    }
}
