using System.Diagnostics;

namespace McpGuard.Benchmarks.Micro;

/// <summary>
/// Measures contenders by turns, in batches of some milliseconds: where the machine has other work too, only what
/// was measured side by side can be divided by one another.
/// </summary>
internal static class Interleaved
{
    /// <summary>Runs each contender once in each round, the order reversed every other round.</summary>
    /// <param name="rounds">How many rounds.</param>
    /// <param name="callsPerBatch">How many calls a batch makes.</param>
    /// <param name="prepare">What comes before each batch and is not measured.</param>
    /// <param name="batches">Each contender's batch.</param>
    /// <returns>For each contender, what a call took in each round.</returns>
    public static async Task<MicroResult[][]> RunAsync(int rounds, int callsPerBatch, Action prepare, params Func<Task>[] batches)
    {
        var results = batches.Select(_ => new MicroResult[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < batches.Length; turn++)
            {
                var contender = round % 2 == 0 ? turn : batches.Length - 1 - turn;
                prepare();
                var allocated = GC.GetTotalAllocatedBytes(precise: true);
                var started = Stopwatch.GetTimestamp();
                await batches[contender]();
                var nanoseconds = Stopwatch.GetElapsedTime(started).TotalNanoseconds;
                allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
                results[contender][round] = new MicroResult(nanoseconds / callsPerBatch, allocated / callsPerBatch);
            }
        }

        return results;
    }

    /// <summary>What a call takes: the lower quartile of the rounds.</summary>
    public static MicroResult Typical(this MicroResult[] rounds) => new(
        rounds.Select(round => round.Nanoseconds).Order().ElementAt(rounds.Length / 4),
        rounds.Select(round => round.Bytes).Order().ElementAt(rounds.Length / 4));

    /// <summary>The ratio of two contenders, round by round.</summary>
    public static Ratios Over(this MicroResult[] one, MicroResult[] other) =>
        new(one.Zip(other, (mine, theirs) => mine.Nanoseconds / theirs.Nanoseconds));
}
