namespace McpGuard.Benchmarks.Load;

/// <summary>Makes sure that the audit was really on: a decision and an outcome for each call that was counted.</summary>
internal static class AuditCheck
{
    // What the protection check added: two refusals with one record each, and one call.
    private const int BesideTheCalls = 4;

    /// <summary>Counts the records of requests in a log.</summary>
    /// <returns>How many are missing or too many.</returns>
    public static long Run(string directory, long calls)
    {
        var records = AuditReader.Read(directory).LongCount(record => record.Json.Contains("\"transport\":\"http\"", StringComparison.Ordinal));
        var difference = Math.Abs(records - (2 * calls) - BesideTheCalls);
        if (difference != 0)
            Console.Error.WriteLine($"The audit log has {difference} records more or less than there were decisions and outcomes.");

        return difference;
    }
}
