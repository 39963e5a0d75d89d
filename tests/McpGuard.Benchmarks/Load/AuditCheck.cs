using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Load;

/// <summary>Makes sure that an audit was really on: a decision and an outcome, or a line, for each call that was counted.</summary>
internal static class AuditCheck
{
    // What the protection check added: two refusals with one record each, and one call.
    private const int RecordsOfTheCheck = 4;
    private const int LinesOfTheCheck = 1;

    /// <summary>Counts what a server has recorded.</summary>
    /// <returns>How many records are missing or too many.</returns>
    public static long Run(Contender contender, string directory, long calls)
    {
        var difference = contender switch
        {
            { IsGuarded: true } => Records(directory) - (2 * calls) - RecordsOfTheCheck,
            { Kind: ServerKind.StockWithLine } => File.ReadLines(Path.Combine(directory, CallLines.FileName)).LongCount() - calls - LinesOfTheCheck,
            _ => 0,
        };
        if (difference != 0)
            Console.Error.WriteLine($"{contender.Name}: the audit has {difference} records too many (negative: too few).");

        return Math.Abs(difference);
    }

    // The start and the stop of the guard are on record too, without a transport.
    private static long Records(string directory) =>
        AuditReader.Read(directory).LongCount(record => record.Json.Contains("\"transport\":\"http\"", StringComparison.Ordinal));
}
