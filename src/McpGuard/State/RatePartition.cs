namespace McpGuard;

/// <summary>Whose calls are counted together.</summary>
internal enum RatePartition
{
    /// <summary>Those of one subject through one actor and client.</summary>
    Caller,

    /// <summary>Those of one subject, through whomever.</summary>
    Subject,

    /// <summary>Everybody's.</summary>
    Everybody,
}
