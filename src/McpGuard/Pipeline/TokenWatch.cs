using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>Cancels operations as soon as their token has expired or is revoked.</summary>
internal sealed class TokenWatch : IDisposable
{
    /// <summary>The interval between two checks of a token. The end of a token is noticed within this time.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;
    private bool _isChecking;

    public TokenWatch(DelegatedCaller caller, AccessPolicy policy, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timer = GuardTimer.Create(time, () => Check(caller, policy, logger), Interval, Interval);
    }

    /// <summary>Cancelled when the token ends, and when the request does.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The reason why the token ended, or null if it has not.</summary>
    public ReasonCode? Ended { get; private set; }

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    // A slow revocation list is not called again meanwhile.
    private void Check(DelegatedCaller caller, AccessPolicy policy, ILogger logger)
    {
        if (Interlocked.Exchange(ref _isChecking, true))
            return;

        try
        {
            if (Ended is null && (Ended = policy.FindEnd(caller)) is not null)
                _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The operation has just ended by itself.
        }
        catch (Exception exception)
        {
            Quietly.Run(() => Log.CancellationFailed(logger, exception));
        }
        finally
        {
            Volatile.Write(ref _isChecking, false);
        }
    }
}
