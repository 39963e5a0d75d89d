namespace McpGuard.Audit;

/// <summary>The message of an event, for readers of a list.</summary>
internal static class OcsfMessage
{
    public static string Of(AuditRecord record) => record.Event switch
    {
        AuditEvent.Decision => $"{About(record)}: {RecordedName.Of(record.Effect)}, {RecordedName.Of(record.Reason)}",
        AuditEvent.Outcome => $"{About(record)}: {RecordedName.Of(record.Outcome)}{(record.Reason is { } reason ? $", {RecordedName.Of(reason)}" : "")}",
        AuditEvent.RecordsLost => $"The audit sink {record.Sink} has lost {record.Lost} records.",
        var other => $"McpGuard: {RecordedName.Of(other)}",
    };

    private static string About(AuditRecord record) => AuditText.Neutral(record switch
    {
        { Method: null } => "request",
        { Target: null } => record.Method,
        _ => $"{record.Method} {record.Target}",
    })!;
}
