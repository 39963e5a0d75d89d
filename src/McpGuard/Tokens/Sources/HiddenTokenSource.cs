namespace McpGuard;

/// <summary>A token source that only the guard can get. A tool that requests an <see cref="ITokenSource"/> from the services gets none.</summary>
/// <param name="Name">The name in the author's code, for messages.</param>
/// <param name="Source">The source.</param>
internal sealed record HiddenTokenSource(string Name, ITokenSource Source);
