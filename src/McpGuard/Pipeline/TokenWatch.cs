namespace McpGuard;

/// <summary>Cancels what runs on a token as soon as the token has expired or is revoked.</summary>
internal sealed class TokenWatch : IDisposable
{
    /// <summary>How often a token is looked at while something runs on it; so late an end may be noticed.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;
    private bool _isLooking;

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

    // A revocation list that takes its time is not asked again meanwhile.
    private void Look(DelegatedCaller caller, AccessPolicy policy)
    {
        if (Interlocked.Exchange(ref _isLooking, true))
            return;

        try
        {
            Ended ??= policy.FindEnd(caller);
            if (Ended is not null)
                _source.Cancel();
        }
        catch (Exception)
        {
            // It ended by itself just now, or what the tool does when it is cancelled has thrown: that must not end the process.
        }
        finally
        {
            Volatile.Write(ref _isLooking, false);
        }
    }
}
