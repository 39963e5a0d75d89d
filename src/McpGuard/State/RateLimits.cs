using System.Threading.RateLimiting;

namespace McpGuard;

/// <summary>
/// The counters of all rate rules. They survive a reload of the policy, so that a change of another rule does not reset a count. They end
/// with the last policy that uses them.
/// </summary>
internal sealed class RateLimits
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Rule, int Calls, TimeSpan Window, RatePartition Per), WeakReference<RateLimit>> _limits = [];

    /// <summary>The number of counters.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _limits.Count;
        }
    }

    public RateLimit Get(string rule, int calls, TimeSpan window, RatePartition per)
    {
        lock (_lock)
        {
            var key = (rule, calls, window, per);
            if (_limits.TryGetValue(key, out var known) && known.TryGetTarget(out var limit))
                return limit;

            foreach (var (ended, _) in _limits.Where(entry => !entry.Value.TryGetTarget(out _)).ToArray())
                _limits.Remove(ended);

            limit = new RateLimit(calls, window);
            _limits[key] = new(limit);
            return limit;
        }
    }
}

/// <summary>The counters of one rule. Its conditions hold it; it is finalized when no policy has them.</summary>
internal sealed class RateLimit(int calls, TimeSpan window)
{
    // The number of steps of a sliding window: few enough to be cheap, and enough to prevent a burst of two windows at once.
    private const int Segments = 10;

    // A timer would keep the counters for ever.
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(
        resource => RateLimitPartition.GetSlidingWindowLimiter(resource, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = calls,
            Window = window,
            SegmentsPerWindow = Segments,
            QueueLimit = 0,
        }),
        StringComparer.Ordinal);

    ~RateLimit() => _limiter.Dispose();

    /// <summary>Takes a number of calls, or none if there is no room for all.</summary>
    /// <param name="key">The caller and the target.</param>
    /// <param name="count">The number of calls; 0 only checks.</param>
    public RateLimitLease Take(string key, int count) => _limiter.AttemptAcquire(key, count);
}
