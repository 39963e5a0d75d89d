namespace McpGuard;

/// <summary>
/// Counts calls in this process. A counter is found by its key, so it outlives a reload of the policy; it is forgotten when its window
/// has passed without a call. A caller that needs more counters than its share is refused.
/// </summary>
internal sealed class MemoryRateCounter(TimeProvider time) : IRateCounter
{
    public const int MaxCounters = 100_000;

    private readonly Lock _lock = new();
    private readonly SteadyClock _clock = new(time);
    private SharedTable<RateKey, RateWindow>? _windows;

    /// <summary>How many counters there are.</summary>
    public int Count => _windows?.Count ?? 0;

    public ValueTask<RateLease> TakeAsync(RateKey key, int count, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<RateLease>(cancellationToken) : new(Take(key, count));

    private RateLease Take(in RateKey key, int count)
    {
        lock (_lock)
        {
            _windows ??= new(MaxCounters, _clock);
            var now = _clock.GetUtcNow();
            var end = now + key.Window;
            var isCounted = _windows.TryGet(key, out var window);
            if (!isCounted && count == 0)
                return new(true);

            window ??= new RateWindow();
            if (!isCounted && !_windows.TryAdd(key.Caller, key, window, end))
                return new(false, key.Window);
            if (window.Take(key, count, now) is { } wait)
                return new(false, wait);

            if (count > 0)
                _windows.Extend(key, end);

            return new(true);
        }
    }

    // A step of the wall clock gives no caller a fresh count.
    private sealed class SteadyClock(TimeProvider time) : TimeProvider
    {
        private readonly DateTimeOffset _started = time.GetUtcNow();
        private readonly long _timestamp = time.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => _started + time.GetElapsedTime(_timestamp);
    }
}
