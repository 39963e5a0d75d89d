using System.Collections.Concurrent;

namespace McpGuard;

/// <summary>Counts the streams that each caller has open, so that none can open them without end.</summary>
internal sealed class OpenStreams
{
    /// <summary>The most streams that one caller may have by <c>subscriptions/listen</c>.</summary>
    public const int MaxStreams = 32;

    /// <summary>The most streams that the sessions of one caller may have, one each.</summary>
    public const int MaxOfSessions = 1000;

    private readonly ConcurrentDictionary<(string Caller, int Max), int> _counts = new();
    private int _open;

    public OpenStreams(GuardMetrics metrics) => metrics.ObserveStreams(() => Volatile.Read(ref _open));

    /// <param name="caller">Who opens the stream.</param>
    /// <param name="max">How many streams of this kind the caller may have.</param>
    /// <returns>What closes the stream, or null if the caller has too many.</returns>
    public IDisposable? TryOpen(DelegatedCaller caller, int max)
    {
        var key = (CallerKey.Of(caller), max);
        if (_counts.AddOrUpdate(key, 1, static (_, count) => count + 1) <= max)
            return new Stream(this, key);

        Close(key);
        return null;
    }

    private void Close((string Caller, int Max) key)
    {
        if (_counts.AddOrUpdate(key, 0, static (_, count) => count - 1) == 0)
            _counts.TryRemove(KeyValuePair.Create(key, 0));
    }

    private sealed class Stream : IDisposable
    {
        private readonly OpenStreams _streams;
        private readonly (string Caller, int Max) _key;

        public Stream(OpenStreams streams, (string Caller, int Max) key)
        {
            (_streams, _key) = (streams, key);
            Interlocked.Increment(ref streams._open);
        }

        public void Dispose()
        {
            Interlocked.Decrement(ref _streams._open);
            _streams.Close(_key);
        }
    }
}
