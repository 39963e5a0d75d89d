namespace McpGuard;

/// <summary>Scopes that are needed only when the arguments fit a schema.</summary>
internal sealed record ArgumentScopes(BoundSchema Schema, ScopeSet Scopes)
{
    /// <summary>
    /// Whether the scopes are needed. Arguments that cannot be judged, since they are spelled so that the server might read
    /// them otherwise, need them as well.
    /// </summary>
    public bool AppliesTo(AccessRequest request) =>
        request.Arguments is not null && Schema.Evaluate(request) is null or { IsUndecided: true };
}
