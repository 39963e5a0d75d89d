namespace McpGuard;

/// <summary>
/// Declares the scopes that a request needs: all of them. On a class or an assembly it applies to all tools, prompts and resources in it.
/// Several declarations, the options and the policy must all hold.
/// </summary>
/// <param name="scopes">The scopes, compared ordinally (RFC 6749 section 3.3). At least one.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class RequireScopeAttribute(params string[] scopes) : Attribute
{
    /// <summary>The required scopes.</summary>
    public IReadOnlyList<string> Scopes { get; } = scopes;
}
