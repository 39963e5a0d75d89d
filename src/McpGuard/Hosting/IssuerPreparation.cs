using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>
/// Reads the metadata and keys of each issuer when the server starts, or when a changed configuration adds the issuer, in the background,
/// and warns of metadata with which clients fail. The keys themselves report a failure, which does not stop the server; the issuer is asked
/// again until it answers.
/// </summary>
internal sealed class IssuerPreparation(TrustedIssuers issuers, LivePolicy policy, TimeProvider time, ILogger<IssuerPreparation> logger) : IDisposable
{
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _never = new();
    private readonly CancellationTokenSource _stop = new();
    private CancellationToken _stopped;

    public void Start()
    {
        _stopped = _stop.Token;
        issuers.Added += Prepare;
        foreach (var issuer in issuers.All)
            Prepare(issuer);
    }

    public void Dispose()
    {
        issuers.Added -= Prepare;
        _stop.Cancel();
        _stop.Dispose();
    }

    private void Prepare(TrustedIssuer issuer)
    {
        if (issuer.NeedsKeys)
            _ = Task.Run(() => PrepareAsync(issuer, _stopped), _stopped);
    }

    private async Task PrepareAsync(TrustedIssuer issuer, CancellationToken cancellationToken)
    {
        var isChecked = false;
        for (var pause = TimeSpan.FromSeconds(2);
             !issuer.IsRetired && !cancellationToken.IsCancellationRequested;
             pause = pause * 2 < _longestPause ? pause * 2 : _longestPause)
        {
            var snapshot = await issuer.Keys.GetAsync(cancellationToken).ConfigureAwait(false);
            if (!isChecked && issuer is { IsAuthorizationServer: true, Metadata: { } metadata })
            {
                isChecked = true;
                Warn(issuer, metadata);
            }

            if (snapshot is not null)
                return;

            await _never.Task.WaitAsync(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Warn(TrustedIssuer issuer, IssuerMetadata metadata)
    {
        var requests = policy.Current.ScopeRequests;
        if (metadata.Scopes is { } listed &&
            requests.Initial.Union(requests.Every, StringComparer.Ordinal).Except(listed, StringComparer.Ordinal).ToArray() is { Length: > 0 } unlisted)
            Quietly.Run(() => Log.ScopesNotListed(logger, issuer.Name, TokenFault.List(unlisted), McpGuardDefaults.ConfigurationSection));
        if (metadata is { SignsUsersIn: true, HasS256: false })
            Quietly.Run(() => Log.S256NotListed(logger, issuer.Name, issuer.Setting));
    }
}
