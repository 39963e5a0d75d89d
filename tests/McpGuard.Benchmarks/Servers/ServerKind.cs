namespace McpGuard.Benchmarks.Servers;

/// <summary>The three ways to run the same tool.</summary>
public enum ServerKind
{
    /// <summary>The SDK alone: any client may call.</summary>
    Unguarded,

    /// <summary>What ASP.NET Core and the SDK bring along: JwtBearer, authorization filters, a scope policy. No audit.</summary>
    Stock,

    /// <summary>McpGuard with the audit file.</summary>
    Guarded,
}
