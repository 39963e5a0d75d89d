namespace McpGuard;

/// <summary>The policy's knowledge of a target.</summary>
/// <param name="IsKnown">Whether the target exists.</param>
/// <param name="Rule">The requirements; null if there are no permitted callers.</param>
internal readonly record struct RuleLookup(bool IsKnown, TargetRule? Rule);
