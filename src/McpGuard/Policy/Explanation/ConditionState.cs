namespace McpGuard;

/// <summary>The result of a condition in an explanation.</summary>
public enum ConditionState
{
    /// <summary>It is met.</summary>
    Met,

    /// <summary>It is not met.</summary>
    NotMet,

    /// <summary>
    /// Unknown: the record does not contain the claims or arguments that the condition checks, or only the running server can check it.
    /// </summary>
    Unknown,
}
