namespace McpGuard;

/// <summary>The times at which a stalled sink is called again: at once, and then each time after twice the time.</summary>
internal sealed class RetrySchedule(TimeSpan first, TimeProvider time)
{
    // After so many doublings, a deadline of 100 ms is longer than a day.
    private const int MaxDoublings = 20;

    private long _last;

    /// <summary>The number of further calls.</summary>
    public int Count { get; private set; }

    public bool IsDue => Count == 0 || time.GetElapsedTime(_last) >= first * (1L << Math.Min(Count - 1, MaxDoublings));

    public void Note() => (_last, Count) = (time.GetTimestamp(), Count + 1);

    public void Reset() => Count = 0;
}
