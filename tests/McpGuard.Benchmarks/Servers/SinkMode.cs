namespace McpGuard.Benchmarks.Servers;

/// <summary>How the sink of the flooded server behaves.</summary>
internal enum SinkMode
{
    /// <summary>It answers at once.</summary>
    Quick,

    /// <summary>It takes four seconds for an outcome, and no time for a decision.</summary>
    SlowOutcomes,

    /// <summary>It never answers.</summary>
    Hung,
}
