using System.Globalization;

namespace McpGuard.Cli.Output;

/// <summary>A short description of an entry of a log, still as recorded: it must be made visible where it is shown.</summary>
internal static class EntryText
{
    /// <returns>The kind of entry: the effect of a decision, the end of a call, or an event.</returns>
    public static string Kind(AuditEntry entry) => entry switch
    {
        { Record.Effect: { } effect } => Words.Of(effect),
        { Record.Outcome: { } outcome } => Words.Of(outcome),
        { Event: { } happened } => Words.Of(happened),
        _ => "unreadable",
    };

    /// <returns>Whether it is an event of an approval.</returns>
    public static bool IsOfApproval(AuditEvent happened) => happened is
        AuditEvent.ApprovalRequested or AuditEvent.ApprovalGranted or AuditEvent.ApprovalDenied or AuditEvent.ApprovalWithdrawn
        or AuditEvent.ApprovalExpired or AuditEvent.ApprovalUsed or AuditEvent.ApprovalRefused;

    public static string Who(AuditRecord? record) => record switch
    {
        { Subject: { } subject } => Through(record) is { Length: > 0 } actors ? $"{subject} via {actors}" : subject,
        { Claimed.Subject: { } claimed } => $"unknown, claims to be {claimed}",
        { Event: AuditEvent.Decision } => "unknown",
        _ => "",
    };

    /// <returns>The caller, the current actor first.</returns>
    public static string Through(AuditRecord record) => string.Join(" via ", record.Actors ?? []);

    public static string What(AuditRecord? record) => record?.Target ?? record?.Method ?? "";

    public static string Why(AuditEntry entry) => entry switch
    {
        { Record: { } record } => Why(record),
        { Recovery: { } recovery } => string.Join(", ", new[]
        {
            recovery.UnvouchedFrom is { } first ? $"records {first} to {recovery.UnvouchedTo} are unsigned" : null,
            recovery.Bytes > 0 ? $"{recovery.Bytes} bytes at the end of segment {recovery.Segment} are not part of the log" : null,
            recovery.Problem,
        }.OfType<string>().DefaultIfEmpty($"segment {recovery.Segment} had no checkpoint at its end")),
        { Deletion: { } deletion } =>
            $"segments {deletion.First} to {deletion.Last}, {(deletion.LastSeq is { } last ? $"up to record {last}, " : "")}because of their " +
                $"{Words.Of(deletion.Reason)}",
        _ => entry.Json,
    };

    private static string Why(AuditRecord record) => record switch
    {
        { Event: AuditEvent.Decision } => string.Join(", ", new[]
        {
            record.Reason is { } reason ? Words.Of(reason) : null,
            record.Count is { } count ? $"{Words.Count(count, "request")} since {Words.Of(record.Since ?? record.Time)}" : null,
            record.Rule is { } rule ? $"rule {rule}" : null,
            record.ScopesMissing is { Count: > 0 } missing ? $"missing {string.Join(' ', missing)}" : null,
        }.OfType<string>()),
        { Event: AuditEvent.Outcome } => string.Join(", ", new[]
        {
            record.Reason is { } reason ? Words.Of(reason) : null,
            record.DurationMs is { } milliseconds ? string.Create(CultureInfo.InvariantCulture, $"after {milliseconds:0.#} ms") : null,
            record.Withheld is { } withheld ? $"{withheld} not shown" : null,
        }.OfType<string>()),
        { ApprovalId: { } approval } when IsOfApproval(record.Event) => string.Join(", ", new[]
        {
            record.Reason is { } reason ? Words.Of(reason) : null,
            record.Approver is { } approver ? $"by {approver.Subject}" : null,
            record is { Event: AuditEvent.ApprovalUsed, Approvers: { } approvers }
                ? $"approved by {string.Join(" and ", approvers.Select(person => person.Subject))}"
                : null,
            record.Votes is { } votes ? $"{votes} votes" : null,
            approval,
        }.OfType<string>()),
        { Event: AuditEvent.RecordsLost } =>
            $"{record.Lost} records lost by {record.Sink} since {(record.LostSince is { } since ? Words.Of(since) : "an unknown time")}",
        { Event: AuditEvent.KeysChanged } => $"{record.Issuer}: {string.Join(' ', record.KeyIds ?? [])}",
        { Event: AuditEvent.PolicyRefused, Problems: { } problems } => $"policy {record.PolicyVersion} stays: {string.Join(' ', problems)}",
        { PolicyVersion: { } version } => $"policy {version}",
        { GuardVersion: { } version } => $"version {version}",
        _ => "",
    };
}
