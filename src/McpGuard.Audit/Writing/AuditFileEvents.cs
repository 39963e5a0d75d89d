namespace McpGuard.Audit;

/// <summary>The events of a log's writer. Their handlers must not throw.</summary>
internal sealed class AuditFileEvents
{
    /// <summary>The duration of a flush.</summary>
    public Action<TimeSpan>? Flushed { get; init; }

    /// <summary>A description of damage to the log while it was written.</summary>
    public Action<string>? Broken { get; init; }

    /// <summary>The number of bytes by which the log is too large.</summary>
    public Action<long>? Outgrown { get; init; }

    /// <summary>The failure since which the signer gives no signatures.</summary>
    public Action<Exception>? Unsigned { get; init; }

    /// <summary>A segment that could not be deleted.</summary>
    public Action<int>? Undeleted { get; init; }
}
