namespace McpGuard;

/// <summary>
/// Declares the scopes that a call of the tool needs: all of them. On a class it holds for each of its tools; several
/// declarations add up.
/// </summary>
/// <param name="scopes">The scopes, compared ordinally (RFC 6749 section 3.3). At least one.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class RequireScopeAttribute(params string[] scopes) : Attribute
{
    /// <summary>The scopes that are needed, all of them.</summary>
    public IReadOnlyList<string> Scopes { get; } = scopes;
}
