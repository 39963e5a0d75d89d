namespace McpGuard.Audit;

/// <summary>The events that must be recorded before they take effect.</summary>
internal static class AwaitedEvents
{
    /// <summary>Whether a call, or the decision of a person, waits until the record is written.</summary>
    public static bool Contain(AuditEvent happened) => happened is AuditEvent.Decision or
        AuditEvent.ApprovalRequested or AuditEvent.ApprovalGranted or AuditEvent.ApprovalDenied or AuditEvent.ApprovalWithdrawn or
        AuditEvent.ApprovalExpired or AuditEvent.ApprovalUsed or AuditEvent.ApprovalRefused;
}
