using System.Threading.RateLimiting;

namespace McpGuard;

/// <summary>
/// The counters of all rules that limit a rate. They outlive a reload of the policy, so that nobody gets a fresh count because
/// some other rule has changed, and end with the last policy that uses them.
/// </summary>
internal sealed class RateLimits
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Rule, int Calls, TimeSpan Window, RatePartition Per), WeakReference<RateLimit>> _limits = [];

    /// <summary>How many counters there are.</summary>
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

/// <summary>The counters of one rule. Its conditions hold it; when no policy has them any more, it is finalized.</summary>
internal sealed class RateLimit(int calls, TimeSpan window)
{
    // A sliding window in so many steps: coarse enough to be cheap, fine enough that two windows' worth never come at once.
    private const int Segments = 10;

    // Its timer would keep it, and its counters, for ever.
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

    /// <summary>Takes so many calls, or none if there is no room for them.</summary>
    /// <param name="key">Whose calls of what.</param>
    /// <param name="count">How many; 0 only asks.</param>
    public RateLimitLease Take(string key, int count) => _limiter.AttemptAcquire(key, count);
}
