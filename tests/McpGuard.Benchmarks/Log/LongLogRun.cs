using System.Globalization;

namespace McpGuard.Benchmarks.Log;

/// <summary>Writes a long audit log, verifies it and asks it questions, and tells how much memory each step took at most.</summary>
internal static class LongLogRun
{
    private const int Callers = 64;

    /// <summary>Runs all steps and adds the figures.</summary>
    /// <returns>How much went wrong.</returns>
    public static async Task<long> RunAsync(BenchmarkOptions options, ICollection<Figure> figures)
    {
        var parent = options.Directory ?? Path.GetTempPath();
        var needed = options.Records * SampleLog.BytesPerRecord;
        var free = new DriveInfo(Path.GetFullPath(parent)).AvailableFreeSpace;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Records:N0} records take about {needed / 1e9:0.0} GB in {parent}, which has {free / 1e9:0.0} GB. They are deleted at the end."));
        if (needed * 1.2 > free)
        {
            Console.Error.WriteLine("That is too little room. Name another folder with --directory, or fewer records with --records.");
            return 1;
        }

        using var log = new SampleLog(parent);
        using (var memory = new MemoryWatch())
        {
            var perSecond = await log.WriteAsync(options.Records, AuditDurability.Buffered, Callers);
            var size = Figure.Text(log.Bytes / 1e9, "GB");
            figures.Add(
                Figure.Of("long log: written, buffered", perSecond, LogRun.Rate, value: $"{Figure.Text(perSecond, LogRun.Rate)}, {size}, at most {memory}"));
        }

        long problems;
        using (var memory = new MemoryWatch())
        {
            var (perSecond, result) = log.Verify();
            problems = result.ProblemCount + Math.Abs(result.Records - options.Records);
            figures.Add(Figure.Of("long log: verification with the key", perSecond, LogRun.Rate, Goals.LongVerification));
            figures.Add(Figure.Of("long log: verification, most memory", memory.Megabytes, "MiB", Goals.LongVerificationMemory));
        }

        problems += Ask("one subject of a thousand", new AuditQuery { Subject = "subject-0007" }, Expected(7));
        problems += Ask("outcomes that failed", new AuditQuery { Outcome = AuditOutcome.Failed }, 0);
        problems += Ask("every record", new AuditQuery(), options.Records);
        return (int)Math.Min(problems, int.MaxValue);

        long Ask(string name, AuditQuery query, long expected)
        {
            using var memory = new MemoryWatch();
            var (time, found) = log.Query(query);
            var perSecond = options.Records / time.TotalSeconds;
            var value = $"{Figure.Text(perSecond, LogRun.Rate)}, {found} found, at most {memory}";
            figures.Add(Figure.Of($"long log: query for {name}", perSecond, LogRun.Rate, value: value));
            return Math.Abs(found - expected);
        }

        // Calls are numbered from one, and each has two records.
        long Expected(int subject) => 2 * (((options.Records / 2) - subject + SampleLog.Subjects) / SampleLog.Subjects);
    }
}
