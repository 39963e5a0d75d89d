using System.Globalization;

namespace McpGuard.Benchmarks.Trail;

/// <summary>Writes a long audit log, verifies it and asks it questions, and tells how much memory each step took at most.</summary>
internal static class TrailRun
{
    private const int Callers = 64;

    /// <summary>Runs all steps and adds the figures.</summary>
    /// <returns>How much went wrong.</returns>
    public static async Task<int> RunAsync(BenchmarkOptions options, ICollection<Figure> figures)
    {
        var parent = options.Directory ?? Path.GetTempPath();
        var needed = options.Records * TrailLog.BytesPerRecord;
        var free = new DriveInfo(Path.GetFullPath(parent)).AvailableFreeSpace;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options.Records:N0} records take about {needed / 1e9:0.0} GB in {parent}, which has {free / 1e9:0.0} GB; they are deleted at the end."));
        if (needed * 1.2 > free)
        {
            Console.Error.WriteLine("That is too little room. Name another folder with --directory, or fewer records with --records.");
            return 1;
        }

        using var log = new TrailLog(parent);
        using (var memory = new MemoryWatch())
        {
            var perSecond = await log.WriteAsync(options.Records, AuditDurability.Buffered, Callers);
            Add($"written, buffered ({log.Bytes / 1e9:0.00} GB)", $"{perSecond:N0} records/s, at most {memory}");
        }

        long problems;
        using (var memory = new MemoryWatch())
        {
            var (perSecond, result) = log.Verify();
            problems = result.ProblemCount + Math.Abs(result.Records - options.Records);
            Add($"verified with its key ({result.Segments} segments)", $"{perSecond:N0} records/s, at most {memory}");
        }

        problems += Ask("one subject of a thousand", new AuditQuery { Subject = "subject-0007" }, Expected(7));
        problems += Ask("outcomes that failed", new AuditQuery { Outcome = AuditOutcome.Failed }, 0);
        problems += Ask("every record", new AuditQuery(), options.Records);
        return (int)Math.Min(problems, int.MaxValue);

        long Ask(string name, AuditQuery query, long expected)
        {
            using var memory = new MemoryWatch();
            var (time, found) = log.Query(query);
            Add($"query for {name}", $"{options.Records / time.TotalSeconds:N0} records/s, {found:N0} found, at most {memory}");
            return Math.Abs(found - expected);
        }

        long Expected(int subject) => Enumerable.Range(0, (int)((options.Records / 2 / TrailLog.Subjects) + 1)).Count(round => (round * TrailLog.Subjects) + subject <= options.Records / 2) * 2;

        void Add(FormattableString name, FormattableString value) =>
            figures.Add(new Figure($"trail: {name.ToString(CultureInfo.InvariantCulture)}", value.ToString(CultureInfo.InvariantCulture)));
    }
}
