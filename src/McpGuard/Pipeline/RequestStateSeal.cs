using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>
/// Binds the <c>requestState</c> of a suspended request to its caller, server, method, target and parameters, for a limited time and one
/// use (MCP, multi round-trip requests: the state comes back from the client, so it must be protected). On a shared connection, the SDK
/// resumes a waiting tool by that state alone, without the filters of tool calls. Possession of the state must not be enough.
/// </summary>
internal sealed class RequestStateSeal(IOptions<McpGuardOptions> options, TimeProvider time)
{
    private const int MaxLength = 8 * 1024;

    // The limit minus the length of the seal.
    private const int MaxOwnLength = MaxLength - 192;

    private const int MaxRounds = 16;
    private const int MaxResponses = 64;
    private const int MaxUsed = 100_000;

    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(15);

    // Without a shared key, a suspended request can only resume on the instance that suspended it.
    private readonly byte[] _key = options.Value.StateKey is { } key ? Convert.FromBase64String(key) : RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    private readonly SharedTable<string, bool> _used = new(MaxUsed, time);

    /// <summary>Seals the state of a response that asks its client to send the request again.</summary>
    public void Close(JsonRpcMessage message)
    {
        if (message is not JsonRpcResponse { Result: JsonObject result, Context.User: CallerPrincipal principal } || Text(result) is not { } state)
            return;

        var operation = principal.Operation;
        var header = string.Create(CultureInfo.InvariantCulture,
            $"{(time.GetUtcNow() + _lifetime).ToUnixTimeSeconds():x}.{(operation.Round ?? 0) + 1:x}.{operation.Id}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}.");
        var text = $"{Mac(header, state, principal)}.{header}{state}";

        // A state that could never be used is not sent.
        if (text.Length > MaxLength || !CanGoOn(operation, null, (result["inputRequests"] as JsonObject)?.Count))
            throw Unusable(operation);

        result[ProtocolMembers.RequestState] = text;
    }

    /// <summary>
    /// Whether a request that is suspended now could resume: its state is small enough, it asks few enough questions, and it was not
    /// suspended too often. The server itself asks older clients, which get no state.
    /// </summary>
    public static bool CanGoOn(GuardedOperation operation, string? state, int? questions) => !ProtocolFloor.KnowsNoAnswers(operation.Request.ProtocolVersion) ||
        ((state?.Length ?? 0) <= MaxOwnLength && (questions ?? 0) <= MaxResponses && (operation.Round ?? 0) < MaxRounds);

    public static Exception Unusable(GuardedOperation operation)
    {
        operation.TryFail(ReasonCode.RequestStateUnusable);
        return GuardError.From(Refusal.Of(ReasonCode.RequestStateUnusable), operation.Id);
    }

    /// <summary>Opens the state of a request that returns.</summary>
    /// <returns>Whether there was a state; null if the state was not issued to this caller for this request.</returns>
    public bool? TryOpen(JsonRpcRequest request, CallerPrincipal principal)
    {
        if (request.Params is not JsonObject parameters)
            return false;

        principal.Parameters = parameters;
        if (parameters[ProtocolMembers.InputResponses] is JsonObject { Count: > MaxResponses })
            return null;
        if (!parameters.ContainsKey(ProtocolMembers.RequestState))
            return false;

        if (Text(parameters) is not { Length: <= MaxLength } text || text.Split('.', 6) is not [var mac, var expires, var round, var id, var nonce, var state])
            return null;

        var header = text[(mac.Length + 1)..^state.Length];
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(mac), Encoding.UTF8.GetBytes(Mac(header, state, principal))))
            return null;

        // The original text is sealed.
        var opened = new OpenedState(nonce, int.Parse(round, NumberStyles.HexNumber, CultureInfo.InvariantCulture), DateTimeOffset.FromUnixTimeSeconds(long.Parse(expires, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        if (opened.Expires <= time.GetUtcNow() || opened.Round > MaxRounds || _used.TryGet(nonce, out _))
            return null;

        parameters[ProtocolMembers.RequestState] = state;
        principal.State = opened;
        return principal.Operation.TryResume(id, opened.Round) ? true : null;
    }

    /// <summary>Uses up the state of an operation that is allowed to resume.</summary>
    /// <returns>Whether it was unused. A caller with too many used states must wait until some of them expire.</returns>
    public bool TryUse(CallerPrincipal principal) =>
        principal.State is not { } state || _used.TryAdd(CallerKey.Of(principal.Caller), state.Nonce, value: true, state.Expires);

    private static string? Text(JsonObject members) =>
        members[ProtocolMembers.RequestState] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private string Mac(string header, string state, CallerPrincipal principal)
    {
        var request = principal.Operation.Request;
        var content = new StringBuilder();
        foreach (var part in new[] { options.Value.Resource, CallerKey.Of(principal.Caller), request.Method, request.Target, SealedContent.Of(request.Method, principal.Parameters), header, state })
            content.Append(part?.Length ?? -1).Append(':').Append(part);

        return Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(content.ToString())));
    }
}
