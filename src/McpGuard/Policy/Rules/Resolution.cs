namespace McpGuard;

/// <summary>What the policy knows of something that is asked for.</summary>
/// <param name="IsKnown">Whether there is such a thing.</param>
/// <param name="Rule">What is demanded; null if nobody may.</param>
internal readonly record struct Resolution(bool IsKnown, TargetRule? Rule);
