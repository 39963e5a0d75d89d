namespace McpGuard;

/// <summary>The token source of the server. With several there is none, since all but one would be silently ignored.</summary>
internal sealed class ServerTokenSource(IEnumerable<HiddenTokenSource> hidden, IEnumerable<ITokenSource> services)
{
    private readonly (string Name, ITokenSource Source)[] _all =
    [
        .. hidden.Select(source => (source.Name, source.Source)),
        .. services.Select(source => ($"the service {source.GetType().Name}", source)),
    ];

    /// <summary>Their names in the author's code.</summary>
    public IReadOnlyList<string> Names => [.. _all.Select(source => source.Name)];

    /// <summary>The source; null if there is none.</summary>
    public ITokenSource? Source => _all is [var only] ? only.Source : null;
}
