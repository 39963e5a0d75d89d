namespace McpGuard.Audit;

/// <summary>The checkpoints that were kept elsewhere, and those of them that were found. Segments are read concurrently.</summary>
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
