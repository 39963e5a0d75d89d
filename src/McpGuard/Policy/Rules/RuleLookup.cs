namespace McpGuard;

/// <summary>The policy's knowledge of a target.</summary>
/// <param name="IsKnown">Whether the target exists.</param>
/// <param name="Rule">The requirements; null if there are no permitted callers.</param>
internal readonly record struct RuleLookup(bool IsKnown, TargetRule? Rule)
{
    /// <summary>Whether only the default scopes apply, since nothing names the target: a handler may serve it, or the client made its name up.</summary>
    public bool IsOfOthers { get; init; }
}
