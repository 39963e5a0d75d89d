namespace McpGuard.Audit;

/// <summary>What the writer of a log tells of itself. Nothing here may throw.</summary>
internal sealed class AuditFileEvents
{
    /// <summary>How long a flush took.</summary>
    public Action<TimeSpan>? Flushed { get; init; }

    /// <summary>How the log was damaged while it was written.</summary>
    public Action<string>? Broken { get; init; }

    /// <summary>By how many bytes the log is larger than it should be.</summary>
    public Action<long>? Outgrown { get; init; }

    /// <summary>Which segment could not be deleted.</summary>
    public Action<int>? Undeleted { get; init; }
}
