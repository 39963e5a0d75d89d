using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>The content of one entry in a report, each text of a bounded length.</summary>
internal sealed record ReportRow(DateTimeOffset Time, long Seq, string Kind, string Who, string What, string Why, string Scopes, string Operation)
{
    public static ReportRow Of(AuditEntry entry) => new(
        entry.Time ?? default,
        entry.Seq,
        EntryText.Kind(entry),
        Visible.Clip(EntryText.Who(entry.Record)),
        Visible.Clip(EntryText.What(entry.Record)),
        Visible.Clip(EntryText.Why(entry)),
        Visible.Clip(string.Join(' ', entry.Record?.ScopesRequired ?? [])),
        Visible.Clip(entry.Record?.OperationId));
}
