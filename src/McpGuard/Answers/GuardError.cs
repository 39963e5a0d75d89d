using ModelContextProtocol;

namespace McpGuard;

/// <summary>Turns a refusal into the exception by which the SDK is told to answer with an error.</summary>
internal static class GuardError
{
    public static McpProtocolException From(Refusal refusal, string? operationId)
    {
        var exception = new McpProtocolException(refusal.Message, (McpErrorCode)refusal.Code);

        // Word for word what the server itself says of what does not exist.
        if ((McpErrorCode)refusal.Code is McpErrorCode.InvalidParams or McpErrorCode.MethodNotFound)
            return exception;

        foreach (var (name, value) in RefusalData.Of(refusal, operationId))
            exception.Data[name] = value;

        return exception;
    }

    /// <summary>A filter was reached without the caller that the message guard puts there: each filter refuses alone.</summary>
    public static McpProtocolException CallerMissing() => From(Refusal.Of(ReasonCode.CallerMissing), operationId: null);
}
