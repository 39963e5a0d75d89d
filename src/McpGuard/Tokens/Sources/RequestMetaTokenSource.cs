using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>The token in the <c>_meta</c> of each message. It is removed from the message, so that later filters and tools do not see it.</summary>
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
            // A duplicate member: it is unknown which of the two is the token.
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
