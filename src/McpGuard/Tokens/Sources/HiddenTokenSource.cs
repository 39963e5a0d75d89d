namespace McpGuard;

/// <summary>A token source as the guard alone finds it: a tool that asks the services for an <see cref="ITokenSource"/> gets none.</summary>
/// <param name="Name">How the author has named it, for messages.</param>
/// <param name="Source">The source.</param>
internal sealed record HiddenTokenSource(string Name, ITokenSource Source);
