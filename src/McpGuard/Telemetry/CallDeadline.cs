namespace McpGuard;

/// <summary>
/// Limits a call of an application's code: its token is cancelled after a time, and together with another token. A callback that the code
/// registers at the token may throw. The exception reaches neither a timer, where it would end the process, nor the owner of the other token.
/// </summary>
internal sealed class CallDeadline : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly ITimer _timer;

    public CallDeadline(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _registration = cancellationToken.UnsafeRegister(static source => Quietly.Run(((CancellationTokenSource)source!).Cancel), _source);
        _timer = GuardTimer.Create(time, _source.Cancel, limit, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _registration.Unregister();
        _timer.Dispose();
        _source.Dispose();
    }
}
