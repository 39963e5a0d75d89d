using System.Diagnostics.Metrics;

namespace McpGuard.Benchmarks.Soak;

/// <summary>Looks again and again how many audit records wait, by the guard's own metrics, and keeps the most.</summary>
internal sealed class QueueWatch : IDisposable
{
    private const string Meter = "McpGuard";
    private const string Unit = "{record}";

    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(20);

    private readonly MeterListener _listener = new();
    private readonly Timer _timer;
    private long _longest = -1;

    public QueueWatch()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: Meter, IsObservable: true, Unit: Unit })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, waiting, _, _) => Keep(waiting));
        _listener.SetMeasurementEventCallback<long>((_, waiting, _, _) => Keep(waiting));
        _listener.Start();
        _timer = new Timer(_ => _listener.RecordObservableInstruments(), null, _interval, _interval);
    }

    /// <summary>The most so far, or -1 if nothing was measured.</summary>
    public long Longest => Volatile.Read(ref _longest);

    public void Dispose()
    {
        _timer.Dispose();
        _listener.Dispose();
    }

    private void Keep(long waiting)
    {
        for (var longest = Longest; waiting > longest; longest = Longest)
        {
            if (Interlocked.CompareExchange(ref _longest, waiting, longest) == longest)
                break;
        }
    }
}
