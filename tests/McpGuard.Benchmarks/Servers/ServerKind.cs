namespace McpGuard.Benchmarks.Servers;

/// <summary>The ways to run the same tool.</summary>
public enum ServerKind
{
    /// <summary>The SDK alone: any client may call.</summary>
    Unguarded,

    /// <summary>JwtBearer, the authorization filters of the SDK and a scope policy, without an audit.</summary>
    Stock,

    /// <summary>The same with one line of JSON per call in a file.</summary>
    StockWithLine,

    /// <summary>McpGuard with the audit file.</summary>
    Guarded,

    /// <summary>McpGuard with the audit file, many tools, and a rule for each.</summary>
    GuardedWithManyTools,

    /// <summary>The SDK alone, with many tools.</summary>
    UnguardedWithManyTools,
}
