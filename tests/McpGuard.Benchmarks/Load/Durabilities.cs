namespace McpGuard.Benchmarks.Load;

/// <summary>The durabilities that goals speak of. All others are measured too.</summary>
internal static class Durabilities
{
    /// <summary>What a server has that sets nothing.</summary>
    public static AuditDurability Default { get; } = new AuditFileOptions().Durability;

    /// <summary>The one that waits for stable storage.</summary>
    public const AuditDurability Flushed = AuditDurability.Flushed;
}
