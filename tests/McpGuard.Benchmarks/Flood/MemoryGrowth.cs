using System.Globalization;

namespace McpGuard.Benchmarks.Flood;

/// <summary>Looks how far a process grows beyond what it occupied at the beginning.</summary>
internal sealed class MemoryGrowth : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);

    private readonly ChildProcess _process;
    private readonly long _before;
    private readonly long _heapBefore;
    private readonly Timer _timer;
    private long _most;

    private MemoryGrowth(ChildProcess process, long heap)
    {
        _process = process;
        _before = process.WorkingSet;
        _heapBefore = heap;
        _timer = new Timer(_ => Look(), null, TimeSpan.Zero, _interval);
    }

    /// <summary>How much more its objects occupied in the end, after a collection.</summary>
    public double HeldMegabytes { get; private set; }

    public static async Task<MemoryGrowth> StartAsync(FloodBench bench) => new(bench.Process, await bench.ReadHeapAsync());

    public async Task ReadHeapAsync(FloodBench bench) => HeldMegabytes = Megabytes(await bench.ReadHeapAsync() - _heapBefore);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{HeldMegabytes:0} MB held, working set up to {Megabytes(_most - _before):+0;-0;0} MB");

    public void Dispose() => _timer.Dispose();

    private static double Megabytes(long bytes) => bytes / 1e6;

    private void Look() => _most = Math.Max(Volatile.Read(ref _most), _process.WorkingSet);
}
