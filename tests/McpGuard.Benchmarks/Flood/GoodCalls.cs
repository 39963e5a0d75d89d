using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace McpGuard.Benchmarks.Flood;

/// <summary>How long calls took, in milliseconds, and how many had no result.</summary>
internal sealed record GoodCalls(int Count, int Failures, double P50, double P99)
{
    private static readonly TimeSpan _period = TimeSpan.FromMilliseconds(20);

    /// <summary>Lets each caller call at most fifty times a second, and never twice at the same time.</summary>
    public static async Task<GoodCalls> RunAsync(IReadOnlyCollection<IGoodCaller> callers, double seconds)
    {
        var times = new ConcurrentBag<double>();
        var failures = 0;
        await Task.WhenAll(
            callers.Select(caller => Task.Factory.StartNew(() => Run(caller), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        double[] sorted = [.. times.Order()];
        return new GoodCalls(sorted.Length, failures, At(sorted, 0.5), At(sorted, 0.99));

        void Run(IGoodCaller caller)
        {
            var started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
            {
                var called = Stopwatch.GetTimestamp();
                if (!caller.Call())
                    Interlocked.Increment(ref failures);

                var elapsed = Stopwatch.GetElapsedTime(called);
                times.Add(elapsed.TotalMilliseconds);
                if (elapsed < _period)
                    Thread.Sleep(_period - elapsed);
            }
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{P50:0.0}, {P99:0.0} ms");

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
}
