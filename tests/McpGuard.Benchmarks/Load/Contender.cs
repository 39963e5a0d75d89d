using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Load;

/// <summary>One server that is measured against the others.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Kind">What it runs.</param>
/// <param name="Durability">What a call waits for; null without the guard.</param>
/// <param name="IsNative">Whether it is a native build.</param>
internal sealed record Contender(string Name, ServerKind Kind, AuditDurability? Durability = null, bool IsNative = false)
{
    public static readonly Contender Unguarded = new("Unguarded", ServerKind.Unguarded);
    public static readonly Contender Stock = new("Stock", ServerKind.Stock);
    public static readonly Contender StockWithLine = new("Stock with a line per call", ServerKind.StockWithLine);
    public static readonly Contender Default = Guarded(Durabilities.Default);
    public static readonly Contender Flushed = Guarded(Durabilities.Flushed);
    public static readonly Contender NativeUnguarded = Unguarded with { Name = "Unguarded, native", IsNative = true };
    public static readonly Contender NativeDefault = Default with { Name = $"{Default.Name}, native", IsNative = true };

    /// <summary>All that run on the runtime.</summary>
    public static readonly IReadOnlyList<Contender> Managed = [Unguarded, Stock, StockWithLine, .. Enum.GetValues<AuditDurability>().Select(Guarded)];

    /// <summary>The native builds.</summary>
    public static readonly IReadOnlyList<Contender> Native = [NativeUnguarded, NativeDefault];

    /// <summary>Whether the server has an audit log of the guard.</summary>
    public bool IsGuarded => Durability is not null;

    private static Contender Guarded(AuditDurability durability) => new($"Guarded, {durability}", ServerKind.Guarded, durability);
}
