namespace McpGuard.Cli.Report;

/// <summary>The inputs of a report, in addition to the collected data.</summary>
/// <param name="Log">The directory of the log.</param>
/// <param name="CreatedAt">The time of the report.</param>
/// <param name="Filters">The filters, if the report is not about the whole log: options and their values.</param>
/// <param name="HasKeys">Whether signatures were verified.</param>
/// <param name="Verification">The result of the verification, always of the whole log.</param>
internal sealed record ReportContext(
    string Log, DateTimeOffset CreatedAt, IReadOnlyList<(string Name, string Value)> Filters, bool HasKeys, AuditVerification Verification);
