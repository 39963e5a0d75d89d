using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpGuard.TestSupport;

/// <summary>Reads what a client got.</summary>
internal static class Answers
{
    /// <summary>The refusal of a call, as an error or as a tool result; a result of the tool itself is none.</summary>
    public static async Task<McpProtocolException> RefusalAsync(this McpClient client, string tool, Dictionary<string, object?>? arguments = null)
    {
        try
        {
            var result = await client.CallToolAsync(tool, arguments);
            if (Refused.Of(JsonSerializer.SerializeToNode(result, McpJsonUtilities.DefaultOptions)) is { } refusal)
                return refusal.ToException();
        }
        catch (McpProtocolException exception)
        {
            return exception;
        }

        throw new AssertionException($"The call of '{tool}' was answered with a result.");
    }

    public static string TextOf(this CallToolResult result) => ((TextContentBlock)result.Content.Single()).Text;

    public static int CodeOf(this McpProtocolException exception) => (int)exception.ErrorCode;

    /// <summary>The refusal in a JSON-RPC message, as an error or as a tool result; a failed test if it is another result.</summary>
    public static JsonRpcErrorDetail ErrorOf(this JsonRpcMessage message) => message switch
    {
        JsonRpcError error => error.Error,
        JsonRpcResponse response when Refused.Of(response.Result) is { } refusal => refusal.ToDetail(),
        _ => throw new AssertionException($"Not an error: {JsonSerializer.Serialize(message, McpJsonUtilities.DefaultOptions)}"),
    };

    public static IDictionary<string, JsonElement> DataOf(this JsonRpcErrorDetail error) => (IDictionary<string, JsonElement>)error.Data!;

    public static bool IsResult(this JsonRpcMessage message) => message is JsonRpcResponse response && Refused.Of(response.Result) is null;
}
