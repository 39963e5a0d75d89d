namespace McpGuard;

/// <summary>Scopes that are required only if the arguments match a schema.</summary>
internal sealed record ArgumentScopes(BoundSchema Schema, ScopeSet Scopes)
{
    /// <summary>Whether the scopes are required. Undecided arguments require them as well.</summary>
    public bool AppliesTo(AccessRequest request) =>
        request.Arguments is not null && Schema.Evaluate(request) is null or { IsUndecided: true };

    /// <summary>Whether only the running server can tell.</summary>
    public bool IsUndecided(AccessRequest request) => Schema.Evaluate(request) is { IsUnknown: true };
}
