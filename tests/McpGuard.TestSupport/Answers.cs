using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpGuard.TestSupport;

/// <summary>Reads what a client got.</summary>
internal static class Answers
{
    /// <summary>The error that a call ends with; a result, also one of a failed tool, is none.</summary>
    public static async Task<McpProtocolException> RefusalAsync(this McpClient client, string tool, Dictionary<string, object?>? arguments = null)
    {
        try
        {
            await client.CallToolAsync(tool, arguments);
        }
        catch (McpProtocolException exception)
        {
            return exception;
        }

        throw new AssertionException($"The call of '{tool}' was answered with a result.");
    }

    public static string TextOf(this CallToolResult result) => ((TextContentBlock)result.Content.Single()).Text;

    public static int CodeOf(this McpProtocolException exception) => (int)exception.ErrorCode;

    /// <summary>The error of a JSON-RPC message, or a failed test if it is a result.</summary>
    public static JsonRpcErrorDetail ErrorOf(this JsonRpcMessage message) =>
        message is JsonRpcError error
            ? error.Error
            : throw new AssertionException($"Not an error: {JsonSerializer.Serialize(message, McpJsonUtilities.DefaultOptions)}");

    public static IDictionary<string, JsonElement> DataOf(this JsonRpcErrorDetail error) => (IDictionary<string, JsonElement>)error.Data!;

    public static bool IsResult(this JsonRpcMessage message) => message is JsonRpcResponse;
}
