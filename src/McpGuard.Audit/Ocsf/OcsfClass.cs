using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>The class of an event, and its activity.</summary>
internal sealed record OcsfClass(OcsfClassId Id, string Name, int Category, int Activity, string ActivityName)
{
    private const int System = 1;
    private const int Identity = 3;
    private const int Application = 6;
    private const int Other = 99;

    // A decision on a credential is about identity, all others are about permission.
    public static OcsfClass Of(AuditRecord record) => record.Event switch
    {
        AuditEvent.Decision when OcsfReason.IsAboutCredential(record) => new(OcsfClassId.Authentication, "Authentication", Identity, 1, "Logon"),
        AuditEvent.Decision or AuditEvent.Outcome => ApiActivity(record.Method),
        _ when IsAboutApproval(record.Event) => new(OcsfClassId.ApiActivity, "API Activity", Application, Other, "Approve"),
        AuditEvent.GuardStarted => new(OcsfClassId.ApplicationLifecycle, "Application Lifecycle", Application, 3, "Start"),
        AuditEvent.GuardStopped => new(OcsfClassId.ApplicationLifecycle, "Application Lifecycle", Application, 4, "Stop"),
        AuditEvent.PolicyLoaded or AuditEvent.PolicyRefused or AuditEvent.KeysChanged =>
            new(OcsfClassId.EntityManagement, "Entity Management", Identity, 3, "Update"),
        AuditEvent.Recovered => EventLog(8, "Restart"),
        AuditEvent.SegmentsDeleted => EventLog(2, "Delete"),
        _ => EventLog(Other, "Lose"),
    };

    private static bool IsAboutApproval(AuditEvent happened) => happened is AuditEvent.ApprovalRequested or AuditEvent.ApprovalGranted or
        AuditEvent.ApprovalDenied or AuditEvent.ApprovalWithdrawn or AuditEvent.ApprovalExpired or AuditEvent.ApprovalUsed or AuditEvent.ApprovalRefused;

    public void Write(Utf8JsonWriter writer)
    {
        var uid = (int)Id;
        writer.WriteNumber("activity_id", Activity);
        writer.WriteString("activity_name", ActivityName);
        writer.WriteNumber("category_uid", Category);
        writer.WriteNumber("class_uid", uid);
        writer.WriteString("class_name", Name);
        writer.WriteNumber("type_uid", (uid * 100) + Activity);
    }

    private static OcsfClass EventLog(int activity, string name) => new(OcsfClassId.EventLogActivity, "Event Log Activity", System, activity, name);

    // Records do not say whether a tool reads or writes.
    private static OcsfClass ApiActivity(string? method)
    {
        var (activity, name) = method switch
        {
            MethodNames.ToolsCall => (Other, "Call"),
            MethodNames.ResourcesRead or MethodNames.PromptsGet or MethodNames.CompletionComplete or MethodNames.ServerDiscover => (2, "Read"),
            "tasks/get" or "tasks/result" => (2, "Read"),
            not null when method.EndsWith("/list", StringComparison.Ordinal) => (2, "Read"),
            _ => (Other, "Other"),
        };
        return new(OcsfClassId.ApiActivity, "API Activity", Application, activity, name);
    }
}
