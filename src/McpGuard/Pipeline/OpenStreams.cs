using System.Collections.Concurrent;

namespace McpGuard;

/// <summary>Counts the open streams of each caller, to bound them.</summary>
internal sealed class OpenStreams
{
    /// <summary>The maximum number of streams of one caller from <c>subscriptions/listen</c>.</summary>
    public const int MaxStreams = 32;

    /// <summary>The maximum number of streams of the sessions of one caller, one each.</summary>
    public const int MaxOfSessions = 1000;

    private readonly ConcurrentDictionary<(string Caller, int Max), int> _counts = new();
    private int _open;

    public OpenStreams(GuardMetrics metrics) => metrics.ObserveStreams(() => Volatile.Read(ref _open));

    /// <param name="caller">The caller that opens the stream.</param>
    /// <param name="max">The maximum number of streams of this kind for one caller.</param>
    /// <returns>An object that closes the stream, or null if the caller has too many.</returns>
    public IDisposable? OpenOrNone(DelegatedCaller caller, int max)
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
            _streams = streams;
            _key = key;
            Interlocked.Increment(ref streams._open);
        }

        public void Dispose()
        {
            Interlocked.Decrement(ref _streams._open);
            _streams.Close(_key);
        }
    }
}
