using System.Globalization;

namespace McpGuard.Benchmarks.Log;

/// <summary>Looks every few milliseconds how much memory the process has, and keeps the most.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(20);

    private readonly Timer _timer;
    private long _most;

    public MemoryWatch()
    {
        // What an earlier step used, and the runtime would keep for a while, is not this step's.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _timer = new Timer(_ => Look(), null, TimeSpan.Zero, _interval);
    }

    /// <summary>The most so far, in MiB.</summary>
    public double Megabytes => Volatile.Read(ref _most) / 1024.0 / 1024;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_most / 1024 / 1024} MiB");

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var now = Environment.WorkingSet;
        for (var most = Volatile.Read(ref _most); now > most; most = Volatile.Read(ref _most))
        {
            if (Interlocked.CompareExchange(ref _most, now, most) == most)
                break;
        }
    }
}
