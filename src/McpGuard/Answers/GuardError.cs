using ModelContextProtocol;

namespace McpGuard;

/// <summary>Turns a refusal into the exception by which the SDK is told to answer with an error.</summary>
internal static class GuardError
{
    public static McpProtocolException From(Refusal refusal, GuardedOperation operation)
    {
        var exception = new McpProtocolException(refusal.Message, (McpErrorCode)refusal.Code);
        if ((McpErrorCode)refusal.Code is McpErrorCode.InvalidParams or McpErrorCode.MethodNotFound)
            return exception;

        if (refusal.Error is not null)
            exception.Data["error"] = refusal.Error;
        if (refusal.Scope is not null)
            exception.Data["scope"] = refusal.Scope;
        if (refusal.SignIn?.Contexts is { } contexts)
            exception.Data["acr_values"] = contexts;
        if (refusal.SignIn?.MaxAge is { } age)
            exception.Data["max_age"] = (long)age.TotalSeconds;
        if (refusal.RetryAfter is { } wait)
            exception.Data["retry_after"] = (long)Math.Ceiling(wait.TotalSeconds);
        exception.Data["retryable"] = refusal.IsRetryable;
        exception.Data["operation_id"] = operation.Id;
        return exception;
    }

    /// <summary>A filter was reached without the caller that the message guard puts there: each filter refuses alone.</summary>
    public static McpProtocolException CallerMissing()
    {
        var refusal = Refusal.Of(ReasonCode.CallerMissing);
        return new McpProtocolException(refusal.Message, (McpErrorCode)refusal.Code) { Data = { ["retryable"] = refusal.IsRetryable } };
    }
}
