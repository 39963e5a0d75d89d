namespace McpGuard;

/// <summary>
/// Declares the scopes that a request needs: all of them. On a class or an assembly it holds for all tools, prompts and
/// resources in it; several declarations add up, and so do the options and the policy.
/// </summary>
/// <param name="scopes">The scopes, compared ordinally (RFC 6749 section 3.3). At least one.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class RequireScopeAttribute(params string[] scopes) : Attribute
{
    /// <summary>The scopes that are needed, all of them.</summary>
    public IReadOnlyList<string> Scopes { get; } = scopes;
}
