namespace McpGuard.Audit;

/// <summary>Keeps a bounded number of waiters for the next calls, so that a call allocates none.</summary>
internal sealed class AuditWaiters
{
    private const int Limit = 64;

    private readonly Lock _lock = new();
    private readonly Stack<AuditWaiter> _kept = new(Limit);

    public AuditWaiter Rent()
    {
        lock (_lock)
            return _kept.TryPop(out var waiter) ? waiter : new(this);
    }

    public void Return(AuditWaiter waiter)
    {
        lock (_lock)
        {
            if (_kept.Count < Limit)
                _kept.Push(waiter);
        }
    }
}
