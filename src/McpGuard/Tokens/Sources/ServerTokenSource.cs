using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>The token source of the server. With several there is none, since all but one would be silently ignored.</summary>
internal sealed class ServerTokenSource(IEnumerable<HiddenTokenSource> hidden, IEnumerable<ITokenSource> services)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly (string Name, ITokenSource Source)[] _all =
    [
        .. hidden.Select(source => (source.Name, source.Source)),
        .. services.Select(source => ($"the service {source.GetType().Name}", source)),
    ];

    /// <summary>Their names in the author's code.</summary>
    public IReadOnlyList<string> Names => [.. _all.Select(source => source.Name)];

    /// <summary>The source; null if there is none.</summary>
    public ITokenSource? Source => _all is [var only] ? only.Source : null;

    /// <summary>Asks the source for a message's token. An answer that is there at once is not waited for, so that messages keep their order.</summary>
    /// <returns>The token, or null if there is no source or no token.</returns>
    /// <exception cref="TimeoutException">There was no answer in time.</exception>
    public async ValueTask<string?> GetTokenAsync(MessageContext message, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Source is not { } source)
            return null;

        var answer = source.GetTokenAsync(message, cancellationToken);
        return answer.IsCompleted
            ? await answer.ConfigureAwait(false)
            : await answer.AsTask().WaitAsync(_patience, time, cancellationToken).ConfigureAwait(false);
    }
}
