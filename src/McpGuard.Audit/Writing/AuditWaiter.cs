using System.Threading.Tasks.Sources;

namespace McpGuard.Audit;

/// <summary>The task of one caller that waits for its record. It is used again after its result has been read.</summary>
internal sealed class AuditWaiter(BoundedPool<AuditWaiter> pool) : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };

    public ValueTask Task => new(this, _core.Version);

    public void SetResult() => _core.SetResult(result: true);

    public void SetException(Exception exception) => _core.SetException(exception);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token)
    {
        try
        {
            _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            pool.TryKeep(this);
        }
    }
}
