namespace McpGuard.Cli.Report;

/// <summary>What a report is about and rests on, beside what it gathers.</summary>
/// <param name="Log">The directory of the log.</param>
/// <param name="CreatedAt">When the report was made.</param>
/// <param name="Filters">What of the log it tells, if not of all: options and their values.</param>
/// <param name="HasKeys">Whether signatures were looked at.</param>
/// <param name="Verification">Whether the log can be relied on. It is always about all of the log.</param>
internal sealed record ReportContext(string Log, DateTimeOffset CreatedAt, IReadOnlyList<(string Name, string Value)> Filters, bool HasKeys, AuditVerification Verification);
