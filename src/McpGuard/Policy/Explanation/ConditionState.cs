namespace McpGuard;

/// <summary>What can be said of a condition afterwards.</summary>
public enum ConditionState
{
    /// <summary>It is met.</summary>
    Met,

    /// <summary>It is not met.</summary>
    NotMet,

    /// <summary>What it looks at is not known any more: a record holds neither claims nor arguments.</summary>
    Unknown,
}
