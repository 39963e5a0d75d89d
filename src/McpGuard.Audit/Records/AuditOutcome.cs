namespace McpGuard.Audit;

/// <summary>How an allowed request ended.</summary>
public enum AuditOutcome
{
    /// <summary>It ran and gave a result.</summary>
    Succeeded,

    /// <summary>The tool ran and reported an error of its own.</summary>
    ToolError,

    /// <summary>It ended with an exception or was broken off by the guard.</summary>
    Failed,

    /// <summary>The client or the host cancelled it.</summary>
    Cancelled,

    /// <summary>It gave something else than a result: a task that goes on in the background, or a question to the user.</summary>
    Deferred,

    /// <summary>A suspended call went on with its user's answer, and ended behind the guard's filters.</summary>
    Resumed,

    /// <summary>
    /// It never reached its target. The server answered it by itself, for example since it does not speak the protocol version,
    /// or a filter of the author's did, for example from a cache.
    /// </summary>
    NotDispatched,
}
