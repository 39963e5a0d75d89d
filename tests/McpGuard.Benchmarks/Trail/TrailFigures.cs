using System.Globalization;

namespace McpGuard.Benchmarks.Trail;

/// <summary>What a short audit log takes to be written, verified and asked, for the table of all figures.</summary>
internal static class TrailFigures
{
    private const int Records = 300_000;

    /// <summary>Adds the figures.</summary>
    /// <returns>How much went wrong.</returns>
    public static async Task<int> AddAsync(ICollection<Figure> figures)
    {
        Console.WriteLine("running the audit log");
        foreach (var (callers, records) in new[] { (1, 500), (8, 4_000), (64, 30_000) })
        {
            using var log = new TrailLog();
            var perSecond = await log.WriteAsync(records, AuditDurability.BeforeCall, callers);
            figures.Add(new Figure($"audit file, before call, {callers} at the same time", Rate(perSecond)));
        }

        using var trail = new TrailLog();
        var appended = await trail.WriteAsync(Records, AuditDurability.Buffered, callers: 8);
        var (verified, result) = trail.Verify();
        var (time, found) = trail.Query(new AuditQuery { Subject = "subject-0007" });
        figures.Add(new Figure("audit file, buffered, 8 at the same time, to the last flush", Rate(appended), "≥ 200,000", appended >= 200_000));
        figures.Add(new Figure("audit verification with the key", Rate(verified), "≥ 500,000", verified >= 500_000));
        figures.Add(new Figure("audit query for one subject of a thousand", Rate(Records / time.TotalSeconds)));
        return result.ProblemCount == 0 && result.Records == Records && found == Records / TrailLog.Subjects ? 0 : 1;
    }

    private static string Rate(double perSecond) => string.Create(CultureInfo.InvariantCulture, $"{perSecond:N0} records/s");
}
