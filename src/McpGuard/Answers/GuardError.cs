using ModelContextProtocol;

namespace McpGuard;

/// <summary>Converts a refusal to the exception with which the SDK answers an error.</summary>
internal static class GuardError
{
    public static McpProtocolException From(Refusal refusal, string? operationId)
    {
        var exception = new McpProtocolException(refusal.Message, (McpErrorCode)refusal.Code);

        // Exactly the server's own answer for an unknown target.
        if ((McpErrorCode)refusal.Code is McpErrorCode.InvalidParams or McpErrorCode.MethodNotFound or McpErrorCode.ResourceNotFound)
            return exception;

        foreach (var (name, value) in RefusalData.Of(refusal, operationId))
            exception.Data[name] = value;

        return exception;
    }

    /// <summary>Ends an allowed call, and notes the reason for the record.</summary>
    public static McpProtocolException Stop(GuardedOperation operation, ReasonCode reason)
    {
        operation.TryFail(reason);
        return From(Refusal.OfEnd(reason, operation), operation.Id);
    }

    /// <summary>A filter ran without the caller that the message guard provides. Each filter refuses independently.</summary>
    public static McpProtocolException CallerMissing() => From(Refusal.Of(ReasonCode.CallerMissing), operationId: null);
}
