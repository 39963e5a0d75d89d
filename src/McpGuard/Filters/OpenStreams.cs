using System.Collections.Concurrent;

namespace McpGuard;

/// <summary>Counts the streams that each caller has open, so that none can open them without end.</summary>
internal sealed class OpenStreams
{
    public const int MaxStreams = 32;

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <returns>What closes the stream, or null if the caller has too many.</returns>
    public IDisposable? TryOpen(DelegatedCaller caller)
    {
        var key = CallerKey.Of(caller);
        if (_counts.AddOrUpdate(key, 1, static (_, count) => count + 1) <= MaxStreams)
            return new Stream(this, key);

        Close(key);
        return null;
    }

    private void Close(string key)
    {
        if (_counts.AddOrUpdate(key, 0, static (_, count) => count - 1) == 0)
            _counts.TryRemove(KeyValuePair.Create(key, 0));
    }

    private sealed class Stream(OpenStreams streams, string key) : IDisposable
    {
        public void Dispose() => streams.Close(key);
    }
}
