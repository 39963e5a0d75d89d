using System.Collections.Concurrent;
using System.Globalization;

namespace McpGuard.Benchmarks.Soak;

/// <summary>Counts the requests that were sent and the answers that were wrong.</summary>
internal sealed class SoakTally
{
    private readonly ConcurrentDictionary<string, long> _wrong = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _sent = new(StringComparer.Ordinal);
    private long _wrongCount;

    public long Requests => _sent.Values.Sum();

    public long Wrong => Volatile.Read(ref _wrongCount);

    /// <summary>All requests by their names.</summary>
    public string Sent => string.Join(", ", _sent.OrderBy(sent => sent.Key).Select(sent => $"{sent.Value} × {sent.Key}"));

    /// <summary>Notes a request.</summary>
    /// <param name="name">Which.</param>
    public void AddRequest(string name) => _sent.AddOrUpdate(name, 1, static (_, count) => count + 1);

    /// <summary>Notes a wrong answer.</summary>
    /// <param name="what">The request and its answer.</param>
    public void AddWrong(string what)
    {
        Interlocked.Increment(ref _wrongCount);
        _wrong.AddOrUpdate(what, 1, static (_, count) => count + 1);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Wrong} of {Requests:#,0}") +
        string.Concat(_wrong.OrderBy(wrong => wrong.Key).Select(wrong => $"; {wrong.Value} × {wrong.Key}"));
}
