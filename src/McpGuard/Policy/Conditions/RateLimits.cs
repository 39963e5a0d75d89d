using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace McpGuard;

/// <summary>
/// The counters of all rules that limit a rate. They outlive a reload of the policy: nobody gets a fresh count because some
/// other rule has changed.
/// </summary>
internal sealed class RateLimits : IDisposable
{
    // A sliding window in so many steps: coarse enough to be cheap, fine enough that two windows' worth never come at once.
    private const int Segments = 10;

    private readonly ConcurrentDictionary<(string Rule, int Calls, TimeSpan Window, RatePartition Per), PartitionedRateLimiter<string>> _limiters = new();

    public PartitionedRateLimiter<string> Get(string rule, int calls, TimeSpan window, RatePartition per) =>
        _limiters.GetOrAdd((rule, calls, window, per), static key => PartitionedRateLimiter.Create<string, string>(
            resource => RateLimitPartition.GetSlidingWindowLimiter(resource, _ => new SlidingWindowRateLimiterOptions
            {
                PermitLimit = key.Calls,
                Window = key.Window,
                SegmentsPerWindow = Segments,
                QueueLimit = 0,
            }),
            StringComparer.Ordinal));

    public void Dispose()
    {
        foreach (var limiter in _limiters.Values)
            limiter.Dispose();
    }
}
