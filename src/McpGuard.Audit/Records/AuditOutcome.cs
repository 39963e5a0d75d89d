namespace McpGuard.Audit;

/// <summary>How an allowed request ended.</summary>
public enum AuditOutcome
{
    /// <summary>It ran and gave a result.</summary>
    Succeeded,

    /// <summary>The tool ran and reported its own error.</summary>
    ToolError,

    /// <summary>It ended with an exception, or the guard ended it.</summary>
    Failed,

    /// <summary>The client or the host cancelled it.</summary>
    Cancelled,

    /// <summary>It did not give a result: it started a task in the background, or asked the user a question.</summary>
    Deferred,

    /// <summary>A suspended call resumed with its user's answer, and ended where the guard's filters do not see it.</summary>
    Resumed,

    /// <summary>
    /// It did not reach its target. The server answered it, for example because it does not support the protocol version. Or a filter of
    /// the author answered it, for example from a cache.
    /// </summary>
    NotDispatched,
}
