using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The token that each message brings along in its <c>_meta</c>. It is taken out of the message, so that nothing behind the
/// guard sees it.
/// </summary>
internal sealed class RequestMetaTokenSource(string key) : ITokenSource
{
    public bool ComesWithMessage => true;

    public ValueTask<string?> GetTokenAsync(MessageContext message, CancellationToken cancellationToken)
    {
        var content = message.JsonRpcMessage switch
        {
            JsonRpcRequest request => request.Params,
            JsonRpcNotification notification => notification.Params,
            JsonRpcResponse response => response.Result,
            _ => null,
        };

        try
        {
            return new(Take((content as JsonObject)?["_meta"] as JsonObject));
        }
        catch (ArgumentException)
        {
            // A doubled member: nobody can say which of two tokens is the token.
            return new((string?)null);
        }
    }

    private string? Take(JsonObject? meta)
    {
        string? token = null;
        if (meta?[key] is JsonValue value)
            value.TryGetValue(out token);

        meta?.Remove(key);
        return token;
    }
}
