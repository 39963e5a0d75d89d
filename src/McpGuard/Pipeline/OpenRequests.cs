using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The open requests of a connection that several callers may share, and the questions that the server asks within them. A message about
/// one of them counts only from the caller to which it belongs. Over HTTP a session has one caller.
/// </summary>
internal sealed class OpenRequests(ServerTokenSource source, TimeProvider time)
{
    private const int MaxQuestions = 100_000;

    // Longer than a user needs for an answer.
    private static readonly TimeSpan _patience = TimeSpan.FromDays(1);

    // It flows with the call, also to work that the call starts.
    private static readonly AsyncLocal<string?> _asking = new();

    private readonly bool _isShared = source.Source is { ComesWithMessage: true };
    private readonly ConcurrentDictionary<Key, string> _served = new();
    private readonly SharedTable<Key, string> _questions = new(MaxQuestions, time);

    /// <summary>Adds a request whose caller is known.</summary>
    /// <returns>Whether no open request of another caller has this identifier.</returns>
    public bool TryBegin(MessageContext message, JsonRpcRequest request, CallerPrincipal principal)
    {
        if (principal.Operation.Request.Transport == TransportNames.Http)
            return true;

        var caller = CallerKey.Of(principal.Caller);
        return _served.GetOrAdd(Key.Of(message, request.Id.ToString()), caller) == caller;
    }

    /// <summary>From here on the server's questions go to this caller.</summary>
    public static void Ask(CallerPrincipal principal) =>
        _asking.Value = principal.Operation.Request.Transport == TransportNames.Http ? null : CallerKey.Of(principal.Caller);

    public void End(MessageContext message)
    {
        if (message is { JsonRpcMessage: JsonRpcRequest request, User: CallerPrincipal principal } &&
            principal.Operation.Request.Transport != TransportNames.Http)
            _served.TryRemove(KeyValuePair.Create(Key.Of(message, request.Id.ToString()), CallerKey.Of(principal.Caller)));
    }

    /// <summary>Adds the server's questions to its client, and removes those that it withdraws.</summary>
    public void Watch(MessageContext message)
    {
        if (message.JsonRpcMessage.Context?.RelatedTransport is not null)
            return;

        if (message.JsonRpcMessage is JsonRpcRequest question)
        {
            Remember(Key.Of(message, question.Id.ToString()));
            if (((question.Params as JsonObject)?["_meta"] as JsonObject)?["progressToken"] is { } token)
                Remember(Key.Of(message, token.ToString(), isProgress: true));
        }
        else if (message.JsonRpcMessage is JsonRpcNotification { Method: NotificationMethods.CancelledNotification, Params: JsonObject { } cancelled })
        {
            _questions.Remove(Key.Of(message, cancelled["requestId"]?.ToString()));
        }
    }

    /// <summary>Whether a message that is not a request refers to nothing, or to a request or question of this caller.</summary>
    public bool IsOwn(MessageContext message, CallerPrincipal principal)
    {
        if (principal.Operation.Request.Transport == TransportNames.Http)
            return true;

        var caller = CallerKey.Of(principal.Caller);
        switch (message.JsonRpcMessage)
        {
            case JsonRpcMessageWithId answer:
                var question = Key.Of(message, answer.Id.ToString());
                if (!IsAskedOf(question, caller))
                    return false;

                _questions.Remove(question);
                return true;
            case JsonRpcNotification { Method: NotificationMethods.CancelledNotification } cancelled:
                return Text(cancelled, "requestId") is not { } id || (_served.TryGetValue(Key.Of(message, id), out var owner) ? owner == caller : !_isShared);
            case JsonRpcNotification { Method: NotificationMethods.ProgressNotification } progress:
                return Text(progress, "progressToken") is not { } token || IsAskedOf(Key.Of(message, token, isProgress: true), caller);
            default:
                return true;
        }
    }

    private static string? Text(JsonRpcNotification notification, string member) => (notification.Params as JsonObject)?[member]?.ToString();

    // If a caller has too many open questions, the oldest are dropped.
    private void Remember(Key key)
    {
        var owner = _asking.Value ?? "";
        _questions.Remove(key);
        _questions.TryAddInPlaceOfOldest(owner, key, owner, time.GetUtcNow() + _patience);
    }

    // A question outside of any call has no caller, unless the connection has only one caller.
    private bool IsAskedOf(Key key, string caller) =>
        _questions.TryGet(key, out var owner) && owner.Length > 0 ? owner == caller : !_isShared;

    // A connection has no name. Connections without a session are distinguished by the services of their servers.
    private sealed record Key(IServiceProvider? Services, string? Session, string? Id, bool IsProgress)
    {
        public static Key Of(MessageContext message, string? id, bool isProgress = false) =>
            new(message.Server.Services, message.Server.SessionId, id, isProgress);
    }
}
