namespace McpGuard;

/// <summary>Cancels what runs on a token as soon as the token has expired or is revoked.</summary>
internal sealed class TokenWatch : IDisposable
{
    /// <summary>How often a token is looked at while something runs on it; so late an end may be noticed.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;

    public TokenWatch(DelegatedCaller caller, AccessPolicy policy, TimeProvider time, CancellationToken cancellationToken)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timer = time.CreateTimer(_ => Look(caller, policy), null, Interval, Interval);
    }

    /// <summary>Cancelled when the token ends, and when the request does.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Why the token ended, or null if it has not.</summary>
    public ReasonCode? Ended { get; private set; }

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void Look(DelegatedCaller caller, AccessPolicy policy)
    {
        Ended ??= policy.FindEnd(caller);
        if (Ended is null)
            return;

        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself just now.
        }
    }
}
