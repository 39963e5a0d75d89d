namespace McpGuard.Audit;

/// <summary>The event that an audit record describes.</summary>
public enum AuditEvent
{
    /// <summary>A request was decided.</summary>
    Decision,

    /// <summary>An allowed request has ended.</summary>
    Outcome,

    /// <summary>Another version of the policy is in force.</summary>
    PolicyLoaded,

    /// <summary>A changed configuration was refused; the previous policy stays in force.</summary>
    PolicyRefused,

    /// <summary>The guard has started.</summary>
    GuardStarted,

    /// <summary>The guard has stopped after a clean shutdown.</summary>
    GuardStopped,

    /// <summary>An issuer's keys have changed.</summary>
    KeysChanged,

    /// <summary>A sink had lost records and works again.</summary>
    RecordsLost,

    /// <summary>The log continues after an unclean shutdown or a break. The log writes this record itself.</summary>
    Recovered,

    /// <summary>The log deletes segments. The log writes this record itself.</summary>
    SegmentsDeleted,

    /// <summary>A call waits for people to approve it.</summary>
    ApprovalRequested,

    /// <summary>A person has approved a call.</summary>
    ApprovalGranted,

    /// <summary>A person has denied a call.</summary>
    ApprovalDenied,

    /// <summary>The requester has withdrawn a request for approval.</summary>
    ApprovalWithdrawn,

    /// <summary>A request for approval, or an approval, was not used in time.</summary>
    ApprovalExpired,

    /// <summary>A call used its approval, and is about to run. The record names all people who approved.</summary>
    ApprovalUsed,

    /// <summary>An attempt to decide about a call was refused, and changed nothing.</summary>
    ApprovalRefused,
}
