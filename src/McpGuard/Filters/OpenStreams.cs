using System.Collections.Concurrent;

namespace McpGuard;

/// <summary>Counts the streams that each caller has open, so that none can open them without end.</summary>
internal sealed class OpenStreams
{
    public const int MaxStreams = 32;

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private int _open;

    public OpenStreams(GuardMetrics metrics) => metrics.ObserveStreams(() => Volatile.Read(ref _open));

    /// <returns>What closes the stream, or null if the caller has too many.</returns>
    public IDisposable? TryOpen(DelegatedCaller caller)
    {
        var key = CallerKey.Of(caller);
        if (_counts.AddOrUpdate(key, 1, static (_, count) => count + 1) <= MaxStreams)
            return new Stream(this, key);

        Close(key);
        return null;
    }

    /// <summary>Counts a stream that no bound holds for, since its session has room for one.</summary>
    public IDisposable Open() => new Stream(this, key: null);

    private void Close(string key)
    {
        if (_counts.AddOrUpdate(key, 0, static (_, count) => count - 1) == 0)
            _counts.TryRemove(KeyValuePair.Create(key, 0));
    }

    private sealed class Stream : IDisposable
    {
        private readonly OpenStreams _streams;
        private readonly string? _key;

        public Stream(OpenStreams streams, string? key)
        {
            (_streams, _key) = (streams, key);
            Interlocked.Increment(ref streams._open);
        }

        public void Dispose()
        {
            Interlocked.Decrement(ref _streams._open);
            if (_key is not null)
                _streams.Close(_key);
        }
    }
}
