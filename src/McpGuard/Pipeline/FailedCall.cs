using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>What the record says of a call that ended with an exception.</summary>
internal static class FailedCall
{
    /// <summary>The outcome. If another filter threw the exception, the target did not run.</summary>
    public static AuditOutcome OutcomeOf(Exception exception, CallerPrincipal principal, CancellationToken cancellationToken) =>
        OutcomeOf(exception, principal.Operation.Aborted, cancellationToken) is var outcome && outcome == AuditOutcome.Failed &&
            principal.Operation.Fault is null && principal.Run is { IsUsed: false }
            ? AuditOutcome.NotDispatched
            : outcome;

    private static AuditOutcome OutcomeOf(Exception exception, CancellationToken aborted, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => AuditOutcome.Cancelled,

        // The client has disconnected, so there is no recipient.
        OperationCanceledException or IOException when aborted.IsCancellationRequested => AuditOutcome.Cancelled,

        // It asks its user first; the request returns with the answer, and is decided again.
        InputRequiredException => AuditOutcome.Deferred,
        _ => AuditOutcome.Failed,
    };

    /// <summary>A refusal before the target ran is the author's own: an <c>[Authorize]</c> policy, or another filter.</summary>
    public static ReasonCode? FaultOf(Exception exception, RunPermit permit) =>
        exception is McpProtocolException { ErrorCode: McpErrorCode.InvalidRequest } && !permit.IsUsed ? ReasonCode.AuthorPolicyDenied : null;
}
