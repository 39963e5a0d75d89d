namespace McpGuard;

/// <summary>
/// Declares that a tool, prompt or resource needs a valid token but no scope, unless another declaration or a rule of the
/// policy demands more. Without it, one that declares nothing stops the start.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class AllowAnyCallerAttribute : Attribute;
