namespace McpGuard;

/// <summary>A token source as the guard alone finds it: a tool that asks the services for an <see cref="ITokenSource"/> gets none.</summary>
internal sealed record HiddenTokenSource(ITokenSource Source)
{
    /// <summary>The source that counts: the last one, and a hidden one before all others.</summary>
    public static ITokenSource? Choose(IEnumerable<HiddenTokenSource> hidden, IEnumerable<ITokenSource> sources) =>
        hidden.LastOrDefault()?.Source ?? sources.LastOrDefault();
}
