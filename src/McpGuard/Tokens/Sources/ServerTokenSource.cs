namespace McpGuard;

/// <summary>The token source of the server. With several, one would be ignored in silence, so there is none then.</summary>
internal sealed class ServerTokenSource(IEnumerable<HiddenTokenSource> hidden, IEnumerable<ITokenSource> services)
{
    private readonly (string Name, ITokenSource Source)[] _all =
    [
        .. hidden.Select(source => (source.Name, source.Source)),
        .. services.Select(source => ($"the service {source.GetType().Name}", source)),
    ];

    /// <summary>How the author has named each of them.</summary>
    public IReadOnlyList<string> Names => [.. _all.Select(source => source.Name)];

    /// <summary>The source; null if there is none.</summary>
    public ITokenSource? Source => _all is [var only] ? only.Source : null;
}
