namespace McpGuard.Audit;

/// <summary>The checkpoints that were kept elsewhere, and which of them have been found. Segments are read at the same time.</summary>
internal sealed class TrustedCheckpoints(IEnumerable<AuditCheckpoint> checkpoints)
{
    private readonly Lock _lock = new();
    private readonly HashSet<AuditCheckpoint> _missing = [.. checkpoints];

    public IReadOnlyCollection<AuditCheckpoint> Missing => _missing;

    public void Found(AuditCheckpoint checkpoint)
    {
        lock (_lock)
            _missing.Remove(checkpoint);
    }
}
