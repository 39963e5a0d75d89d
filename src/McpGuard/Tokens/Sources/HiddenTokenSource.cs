namespace McpGuard;

/// <summary>A token source as the guard alone finds it: a tool that asks the services for an <see cref="ITokenSource"/> gets none.</summary>
internal sealed record HiddenTokenSource(ITokenSource Source);
