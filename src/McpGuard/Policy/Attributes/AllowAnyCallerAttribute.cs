namespace McpGuard;

/// <summary>
/// Declares that a tool, prompt or resource needs a valid token but no scope, unless another declaration or a rule of the policy requires
/// more. Startup fails for a tool, prompt or resource without any declaration.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class AllowAnyCallerAttribute : Attribute;
