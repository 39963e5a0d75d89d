namespace McpGuard;

/// <summary>The calls that are counted together.</summary>
internal enum RatePartition
{
    /// <summary>The calls of one subject through one actor and client.</summary>
    Caller,

    /// <summary>All calls of one subject.</summary>
    Subject,

    /// <summary>All calls.</summary>
    Everybody,
}
