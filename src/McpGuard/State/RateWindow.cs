namespace McpGuard;

/// <summary>
/// The calls within one sliding window, counted in steps: coarse enough to be cheap, fine enough that two windows' worth of calls never
/// come at once.
/// </summary>
internal sealed class RateWindow
{
    private const int Segments = 10;

    private readonly int[] _counts = new int[Segments];
    private long _newest = long.MinValue;
    private int _sum;

    /// <summary>Takes room for so many calls, or for none.</summary>
    /// <returns>Null if there was room, or how long to wait.</returns>
    public TimeSpan? Take(in RateKey key, int count, DateTimeOffset now)
    {
        var length = Math.Max(1, key.Window.Ticks / Segments);
        Advance(now.UtcTicks / length);

        // A question for nothing asks about one call.
        if (_sum + Math.Max(count, 1) > key.Calls)
            return Wait(_sum + Math.Max(count, 1) - key.Calls, length, now.UtcTicks);

        _counts[_newest % Segments] += count;
        _sum += count;
        return null;
    }

    private void Advance(long segment)
    {
        for (var next = Math.Max(_newest + 1, segment - Segments + 1); next <= segment; next++)
        {
            _sum -= _counts[next % Segments];
            _counts[next % Segments] = 0;
        }

        _newest = Math.Max(_newest, segment);
    }

    // The oldest calls make room first.
    private TimeSpan Wait(int needed, long length, long now)
    {
        for (var age = Segments - 1; age >= 0; age--)
        {
            needed -= _counts[(_newest - age) % Segments];
            if (needed <= 0)
                return TimeSpan.FromTicks(((_newest - age + Segments) * length) - now);
        }

        return TimeSpan.FromTicks(length * Segments);
    }
}
