namespace McpGuard.Audit;

/// <summary>What an audit record is about.</summary>
public enum AuditEvent
{
    /// <summary>A request was decided.</summary>
    Decision,

    /// <summary>An allowed request has ended.</summary>
    Outcome,

    /// <summary>Another version of the policy is in force.</summary>
    PolicyLoaded,

    /// <summary>A changed configuration was refused, and the policy before it stays in force.</summary>
    PolicyRefused,

    /// <summary>The guard has begun to serve.</summary>
    GuardStarted,

    /// <summary>The guard has stopped in an orderly way.</summary>
    GuardStopped,

    /// <summary>An issuer's keys have changed.</summary>
    KeysChanged,

    /// <summary>A sink that works again had lost records.</summary>
    RecordsLost,

    /// <summary>The file sink goes on after a stop that was none of its own. Written by the log itself.</summary>
    Recovered,

    /// <summary>The file sink deletes segments that were kept long enough. Written by the log itself.</summary>
    SegmentsDeleted,
}
