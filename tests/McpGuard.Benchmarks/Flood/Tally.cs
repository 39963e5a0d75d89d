using System.Collections.Concurrent;
using System.Globalization;

namespace McpGuard.Benchmarks.Flood;

/// <summary>Counts what a flood was answered.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public void Add(int status) => Add(status.ToString(CultureInfo.InvariantCulture));

    public void Add(string what) => _counts.AddOrUpdate(what, 1, static (_, count) => count + 1);

    public override string ToString() =>
        _counts.IsEmpty ? "nothing" : string.Join(", ", _counts.OrderBy(count => count.Key).Select(count => $"{count.Value} × {count.Key}"));
}
