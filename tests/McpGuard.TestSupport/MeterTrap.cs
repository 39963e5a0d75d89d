using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace McpGuard.TestSupport;

/// <summary>Catches what all meters of a process tell: the names of their instruments and every tag of a measurement.</summary>
internal sealed class MeterTrap : IDisposable
{
    private readonly ConcurrentDictionary<string, bool> _measured = new();
    private readonly MeterListener _listener = new() { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };

    public MeterTrap()
    {
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Keep(instrument, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Keep(instrument, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Keep(instrument, tags));
        _listener.Start();
    }

    /// <summary>Each instrument with each set of tags that it was measured with.</summary>
    public IReadOnlyCollection<string> Measured
    {
        get
        {
            _listener.RecordObservableInstruments();
            return [.. _measured.Keys];
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Keep(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured[$"{instrument.Meter.Name} {instrument.Name} {string.Join(' ', tags.ToArray())}"] = true;
}
