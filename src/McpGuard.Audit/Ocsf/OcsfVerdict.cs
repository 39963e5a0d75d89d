using System.Globalization;
using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>The severity of an event, its status, and the guard's action.</summary>
internal sealed record OcsfVerdict(int Severity, int Status, string? StatusName, int Action, int Disposition)
{
    private const int Informational = 1;
    private const int Low = 2;
    private const int Medium = 3;
    private const int High = 4;

    private const int Success = 1;
    private const int Failure = 2;
    private const int Other = 99;

    private const int Allowed = 1;
    private const int Denied = 2;
    private const int Observed = 3;

    private const int Logged = 17;

    public static OcsfVerdict Of(AuditRecord record) => record switch
    {
        { Event: AuditEvent.Decision, Effect: AuditEffect.Deny } => new(SeverityOf(record.Reason), Failure, null, Denied, OcsfReason.Disposition(record)),
        { Event: AuditEvent.Decision, Effect: AuditEffect.WouldDeny } => new(Low, Success, null, Observed, Logged),
        { Event: AuditEvent.Decision } => new(Informational, Success, null, Allowed, Allowed),
        { Event: AuditEvent.Outcome, Reason: null } => Outcome(Informational, record, Allowed),
        { Event: AuditEvent.Outcome } => Outcome(SeverityOf(record.Reason), record, Denied),
        { Event: AuditEvent.RecordsLost } => new(High, Failure, null, 0, 0),
        { Event: AuditEvent.ApprovalRefused } => new(SeverityOf(record.Reason), Failure, null, 0, 0),
        { Event: AuditEvent.PolicyRefused } => new(Medium, Failure, null, 0, 0),
        { Event: AuditEvent.Recovered } => new(Medium, Success, null, 0, 0),
        _ => new(Informational, Success, null, 0, 0),
    };

    public void Write(Utf8JsonWriter writer, AuditRecord record)
    {
        writer.WriteNumber("severity_id", Severity);
        writer.WriteNumber("status_id", Status);
        writer.WriteText("status", StatusName);
        writer.WriteText("status_code", record.ErrorCode?.ToString(CultureInfo.InvariantCulture));
        writer.WriteText("status_detail", RecordedName.Of(record.Reason));
        if (Action == 0)
            return;

        writer.WriteNumber("action_id", Action);
        writer.WriteNumber("disposition_id", Disposition);
        writer.WriteBoolean("is_alert", Severity >= High);
        OcsfPolicy.Write(writer, record);
    }

    private static OcsfVerdict Outcome(int severity, AuditRecord record, int action)
    {
        var (status, name) = record.Outcome switch
        {
            AuditOutcome.Succeeded or AuditOutcome.Resumed => (Success, null),
            AuditOutcome.ToolError or AuditOutcome.Failed => (Failure, null),
            _ => (Other, RecordedName.Of(record.Outcome) ?? "unknown"),
        };
        return new(severity, status, name, action, OcsfReason.Disposition(record));
    }

    private static int SeverityOf(ReasonCode? reason)
    {
        if (OcsfReason.CanBeMended(reason))
            return Low;

        return OcsfReason.IsSuspicious(reason) ? High : Medium;
    }
}
