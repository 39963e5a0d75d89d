namespace McpGuard.Cli.Report;

/// <summary>Decisions over time, in a bounded number of equal spans that grow with the total time.</summary>
internal sealed class Timeline
{
    private const int MaxSpans = 96;

    // Each is a whole multiple of the previous one, so that spans can be joined.
    private static readonly TimeSpan[] _widths =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1),
        TimeSpan.FromDays(7), TimeSpan.FromDays(28),
    ];

    private SortedDictionary<long, EffectCounts> _spans = [];

    public TimeSpan Width { get; private set; } = _widths[0];

    /// <summary>The starts of the spans with decisions, in order, with their counts.</summary>
    public IEnumerable<(DateTimeOffset Start, EffectCounts Counts)> Spans =>
        _spans.Select(span => (new DateTimeOffset(span.Key * Width.Ticks, TimeSpan.Zero), span.Value));

    /// <summary>The number of spans from the first to the last.</summary>
    public int Length => _spans.Count == 0 ? 0 : (int)(_spans.Keys.Last() - _spans.Keys.First()) + 1;

    public void Add(DateTimeOffset time, AuditEffect? effect, long count)
    {
        var index = time.UtcTicks / Width.Ticks;
        if (!_spans.TryGetValue(index, out var counts))
        {
            _spans[index] = counts = new EffectCounts();
            counts.Add(effect, count);
            while (_spans.Keys.Last() - _spans.Keys.First() >= MaxSpans)
                Widen();
        }
        else
        {
            counts.Add(effect, count);
        }
    }

    private void Widen()
    {
        var wider = Array.Find(_widths, width => width > Width) is { Ticks: > 0 } next ? next : 2 * Width;
        var joined = new SortedDictionary<long, EffectCounts>();
        foreach (var (start, counts) in Spans)
        {
            var index = start.UtcTicks / wider.Ticks;
            if (!joined.TryGetValue(index, out var sum))
                joined[index] = sum = new EffectCounts();

            sum.Add(counts);
        }

        _spans = joined;
        Width = wider;
    }
}
