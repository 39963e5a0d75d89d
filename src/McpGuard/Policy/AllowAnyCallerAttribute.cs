namespace McpGuard;

/// <summary>
/// Declares that a tool needs a valid token but no scope. Without it, a tool that declares nothing stops the start.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AllowAnyCallerAttribute : Attribute;
