using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Who asked what on a connection that several callers may share: the requests that are served at the moment, and the questions that
/// the server asks within them. A message about one of them counts only from the caller whose it is. Over HTTP a session has one caller.
/// </summary>
internal sealed class OpenRequests(ServerTokenSource source, TimeProvider time)
{
    private const int MaxQuestions = 100_000;

    // Longer than a user thinks.
    private static readonly TimeSpan _patience = TimeSpan.FromDays(1);

    // It flows with the call, also to what the call starts.
    private static readonly AsyncLocal<string?> _asking = new();

    private readonly bool _isShared = source.Source is { ComesWithMessage: true };
    private readonly ConcurrentDictionary<Key, string> _served = new();
    private readonly SharedTable<Key, string> _questions = new(MaxQuestions, time);

    /// <summary>Notes a request whose caller is known.</summary>
    /// <returns>Whether no other caller's request has this identifier at the moment.</returns>
    public bool TryBegin(MessageContext message, JsonRpcRequest request, CallerPrincipal principal)
    {
        if (principal.Operation.Request.Transport == TransportNames.Http)
            return true;

        var caller = CallerKey.Of(principal.Caller);
        return _served.GetOrAdd(Key.Of(message, request.Id.ToString()), caller) == caller;
    }

    /// <summary>From here on the server asks this caller.</summary>
    public static void Ask(CallerPrincipal principal) =>
        _asking.Value = principal.Operation.Request.Transport == TransportNames.Http ? null : CallerKey.Of(principal.Caller);

    public void End(MessageContext message)
    {
        if (message is { JsonRpcMessage: JsonRpcRequest request, User: CallerPrincipal principal } && principal.Operation.Request.Transport != TransportNames.Http)
            _served.TryRemove(KeyValuePair.Create(Key.Of(message, request.Id.ToString()), CallerKey.Of(principal.Caller)));
    }

    /// <summary>Notes what the server asks its client, and what it does not ask any more.</summary>
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

    /// <summary>Whether a message that is no request is about nothing, or about what this caller asked or was asked.</summary>
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

    // A caller that is asked too much at once is asked anew about what is newer.
    private void Remember(Key key)
    {
        var owner = _asking.Value ?? "";
        _questions.Remove(key);
        _questions.TryAddInPlaceOfOldest(owner, key, owner, time.GetUtcNow() + _patience);
    }

    // What no call asked is for nobody, unless the connection has one caller anyway.
    private bool IsAskedOf(Key key, string caller) =>
        _questions.TryGet(key, out var owner) && owner.Length > 0 ? owner == caller : !_isShared;

    // A connection cannot be asked for a name of its own. Where several have none, the services that their servers were made with tell them apart.
    private sealed record Key(IServiceProvider? Services, string? Session, string? Id, bool IsProgress)
    {
        public static Key Of(MessageContext message, string? id, bool isProgress = false) => new(message.Server.Services, message.Server.SessionId, id, isProgress);
    }
}
