namespace McpGuard.Cli.Report;

/// <summary>The number of uses by effect.</summary>
internal sealed class UseCounts
{
    public EffectCounts Decisions { get; } = new();

    /// <summary>The number of allowed calls that ended with an error.</summary>
    public long Errors { get; private set; }

    public DateTimeOffset Last { get; private set; }

    public void Add(AuditRecord record)
    {
        if (record.Event == AuditEvent.Decision)
            Decisions.Add(record.Effect, record.Count ?? 1);
        else if (record.Outcome is AuditOutcome.ToolError or AuditOutcome.Failed)
            Errors++;

        Last = record.Time > Last ? record.Time : Last;
    }
}
