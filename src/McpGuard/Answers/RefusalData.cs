using System.Globalization;
using System.Text.Json;

namespace McpGuard;

/// <summary>The <c>data</c> members of a refusal's error, on every transport.</summary>
internal static class RefusalData
{
    /// <param name="refusal">The refusal.</param>
    /// <param name="operationId">The operation in the audit records, or null.</param>
    /// <param name="metadata">The address of the protected resource metadata, or null.</param>
    /// <returns>Strings, whole numbers and booleans.</returns>
    public static IEnumerable<(string Name, object Value)> Of(Refusal refusal, string? operationId, string? metadata = null)
    {
        if (refusal.Error is not null)
            yield return ("error", refusal.Error);
        if (refusal is { Class: not RefusalClass.Request, Reason: { } reason })
            yield return ("reason", RecordedName.Of(reason));
        if (refusal.Scope is not null)
            yield return ("scope", refusal.Scope);
        if (refusal.SignIn?.Contexts is { } contexts)
            yield return ("acr_values", contexts);
        if (refusal.SignIn?.MaxAge is { } age)
            yield return ("max_age", (long)age.TotalSeconds);
        if (refusal.RetryAfterSeconds is { } seconds)
            yield return ("retry_after", seconds);
        if (metadata is not null && refusal.Status is 401 or 403 && refusal.IsRetryable)
            yield return ("resource_metadata", metadata);

        if (refusal.Approval is { } approval)
        {
            yield return ("approval", approval.Id);
            yield return ("approval_status", JsonNamingPolicy.SnakeCaseLower.ConvertName(approval.Status.ToString()));
            yield return ("approval_expires", approval.HoldsUntil.ToString("O", CultureInfo.InvariantCulture));
        }

        if (refusal.ApprovalPage is { } page)
            yield return ("approval_page", page.AbsoluteUri);

        yield return ("retryable", refusal.IsRetryable);
        if (operationId is not null)
            yield return ("operation_id", operationId);
    }
}
