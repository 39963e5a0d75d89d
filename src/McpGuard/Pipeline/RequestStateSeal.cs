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
internal sealed class RequestStateSeal(IOptions<McpGuardOptions> options, GuardState state, TimeProvider time)
{
    private const int MaxLength = 8 * 1024;

    // The limit minus the length of the seal.
    private const int MaxOwnLength = MaxLength - 192;

    private const int MaxRounds = 16;
    private const int MaxResponses = 64;

    // Who has suspended the operation: the guard itself, or the target.
    private const string Waiting = "w";
    private const string Asking = "a";

    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(15);

    // Without a shared key, a suspended request can only resume on the instance that suspended it.
    private readonly byte[] _key = options.Value.StateKey is { } key
        ? Convert.FromBase64String(key)
        : RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    /// <summary>Seals the state of a response that asks its client to send the request again.</summary>
    public void SealResponse(JsonRpcMessage message)
    {
        if (message is not JsonRpcResponse { Result: JsonObject result, Context.User: CallerPrincipal principal } || Text(result) is not { } content)
            return;

        var operation = principal.Operation;
        var (round, kind) = ((operation.Round ?? 0) + 1, operation.IsWaiting ? Waiting : Asking);
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var header = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow().UtcTicks:x}.{round:x}.{kind}.{operation.Id}.{nonce}.");
        var text = $"{Mac(header, content, principal)}.{header}{content}";

        // A state that could never be used is not sent.
        if (text.Length > MaxLength || !CanContinue(operation, null, (result["inputRequests"] as JsonObject)?.Count))
            throw Unusable(operation);

        result[ProtocolMembers.RequestState] = text;
    }

    /// <summary>
    /// Whether a request that is suspended now could resume: its state is small enough, it asks few enough questions, and it was not
    /// suspended too often. The server itself asks older clients, which get no state.
    /// </summary>
    public static bool CanContinue(GuardedOperation operation, InputRequiredResult asked) =>
        CanContinue(operation, asked.RequestState, asked.InputRequests?.Count);

    private static bool CanContinue(GuardedOperation operation, string? state, int? questions) =>
        !ProtocolFloor.KnowsNoAnswers(operation.Request.ProtocolVersion) ||
        ((state?.Length ?? 0) <= MaxOwnLength && (questions ?? 0) <= MaxResponses && (operation.Round ?? 0) < MaxRounds);

    public static Exception Unusable(GuardedOperation operation)
    {
        operation.TryFail(ReasonCode.RequestStateUnusable);
        return GuardError.From(Refusal.Of(ReasonCode.RequestStateUnusable), operation.Id);
    }

    /// <summary>Opens the state of a request that returns, and keeps it in <see cref="CallerPrincipal.State"/>.</summary>
    /// <returns>
    /// The reason to refuse the request, or null. A request is refused if its state was not issued to this caller for this request, or was
    /// used before.
    /// </returns>
    public async ValueTask<ReasonCode?> OpenAsync(JsonRpcRequest request, CallerPrincipal principal, CancellationToken cancellationToken)
    {
        if (request.Params is not JsonObject parameters)
            return null;

        principal.Parameters = parameters;
        if (parameters[ProtocolMembers.InputResponses] is JsonObject { Count: > MaxResponses })
            return ReasonCode.RequestStateRefused;
        if (!parameters.ContainsKey(ProtocolMembers.RequestState))
            return null;

        if (Text(parameters) is not { Length: <= MaxLength } text ||
            text.Split('.', 7) is not [var mac, var issued, var round, var by, var id, var nonce, var content])
            return ReasonCode.RequestStateRefused;

        var header = text[(mac.Length + 1)..^content.Length];
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(mac), Encoding.UTF8.GetBytes(Mac(header, content, principal))))
            return ReasonCode.RequestStateRefused;

        // The original text is sealed.
        var began = new DateTimeOffset(long.Parse(issued, NumberStyles.HexNumber, CultureInfo.InvariantCulture), TimeSpan.Zero);
        var opened = new OpenedState(nonce, int.Parse(round, NumberStyles.HexNumber, CultureInfo.InvariantCulture), began, began + _lifetime);
        if (opened.Expires <= time.GetUtcNow() || opened.Round > MaxRounds)
            return ReasonCode.RequestStateRefused;

        var answer = await state.IsUsedAsync(KeyOf(opened), cancellationToken).ConfigureAwait(false);
        if (!answer.IsKnown || answer.Value)
            return answer.Fault ?? ReasonCode.RequestStateRefused;

        principal.State = opened;
        if (by == Waiting)
            RemoveOwnState(parameters, principal);
        else
            parameters[ProtocolMembers.RequestState] = content;

        return principal.Operation.TryResume(id, opened.Round, isWaiting: by == Waiting) ? null : ReasonCode.RequestStateRefused;
    }

    /// <summary>Uses up the state of an operation that is allowed to resume.</summary>
    /// <returns>
    /// The reason to refuse the operation, or null if it has no state or its state was unused. A caller with too many used states must wait
    /// until some of them expire.
    /// </returns>
    public async ValueTask<ReasonCode?> UseAsync(CallerPrincipal principal, CancellationToken cancellationToken)
    {
        if (principal.State is not { } opened)
            return null;

        var answer = await state.UseAsync(KeyOf(opened), CallerKey.Of(principal.Caller), opened.Issued, opened.Expires, cancellationToken)
            .ConfigureAwait(false);
        if (!answer.Value)
            return answer.Fault ?? ReasonCode.RequestStateRefused;

        principal.State = null;
        return null;
    }

    // The guard's own state and its own question are not for the tool.
    private static void RemoveOwnState(JsonObject parameters, CallerPrincipal principal)
    {
        principal.IsDeclined = CallApprovals.IsDecline(parameters);
        parameters.Remove(ProtocolMembers.RequestState);
        parameters.Remove(ProtocolMembers.InputResponses);
    }

    private static ReplayKey KeyOf(OpenedState opened) => new(ReplayKind.RequestState, opened.Nonce);

    private static string? Text(JsonObject members) => McpJson.TextOf(members[ProtocolMembers.RequestState]);

    private string Mac(string header, string body, CallerPrincipal principal)
    {
        var request = principal.Operation.Request;
        var parts = new StringBuilder();
        foreach (var part in new[]
            {
                request.Resource?.Identifier ?? options.Value.Resource,
                CallerKey.Of(principal.Caller),
                request.Method,
                request.Target,
                SealedContent.Of(request.Method, principal.Parameters),
                header,
                body,
            })
            parts.Append(part?.Length ?? -1).Append(':').Append(part);

        return Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(parts.ToString())));
    }
}
