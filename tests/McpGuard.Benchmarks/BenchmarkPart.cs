namespace McpGuard.Benchmarks;

/// <summary>What can be measured on its own.</summary>
[Flags]
internal enum BenchmarkPart
{
    None = 0,

    /// <summary>The servers under load, over HTTP.</summary>
    Load = 1,

    /// <summary>The decision, the first sight of a token and a whole call, in this process.</summary>
    Micro = 2,

    /// <summary>The audit log.</summary>
    Log = 4,

    /// <summary>The start and the throughput of servers over stdio.</summary>
    Stdio = 8,

    /// <summary>The cost of a call as connections, tokens, tools and rules grow in number.</summary>
    Scale = 16,

    /// <summary>A log of ten million records.</summary>
    Trail = 32,

    /// <summary>Good callers while others flood the server.</summary>
    Flood = 64,

    /// <summary>Good, bad and aborted requests at full speed, and many streams.</summary>
    Soak = 128,

    /// <summary>What runs without a name.</summary>
    Quick = Load | Micro | Log | Stdio | Scale,

    /// <summary>What <c>--full</c> runs without a name.</summary>
    Full = Quick | Trail,
}
