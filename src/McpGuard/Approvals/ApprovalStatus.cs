namespace McpGuard;

/// <summary>The state of an approval.</summary>
public enum ApprovalStatus
{
    /// <summary>It waits for people.</summary>
    Pending,

    /// <summary>All needed people said yes. The call may run once, until <see cref="Approval.ValidUntil"/>.</summary>
    Approved,

    /// <summary>A person said no.</summary>
    Denied,

    /// <summary>There was no decision in time, or the approved call did not come in time.</summary>
    Expired,

    /// <summary>The requester no longer wants it.</summary>
    Withdrawn,

    /// <summary>The approved call has run, or has begun to run.</summary>
    Used,
}
