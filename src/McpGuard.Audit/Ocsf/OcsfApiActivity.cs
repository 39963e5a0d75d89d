using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>A decision or an outcome as API Activity.</summary>
internal static class OcsfApiActivity
{
    public static void Write(Utf8JsonWriter writer, AuditRecord record)
    {
        OcsfIdentity.WriteActor(writer, record);
        WriteApi(writer, record);
        OcsfEndpoint.Write(writer, record);
        WriteTarget(writer, record);
        if (record.DurationMs is { } duration)
        {
            writer.WriteNumber("duration", (long)Math.Round(duration));
            writer.WriteTime("start_time", record.Time - TimeSpan.FromMilliseconds(duration));
            writer.WriteTime("end_time", record.Time);
        }

        // A span would need its start and end, which are in the tracing system.
        if (record.TraceId is not null)
        {
            writer.WriteStartObject("trace");
            writer.WriteString("uid", record.TraceId);
            writer.WriteEndObject();
        }
    }

    private static void WriteApi(Utf8JsonWriter writer, AuditRecord record)
    {
        writer.WriteStartObject("api");
        writer.WriteString("operation", record switch
        {
            { Method: null } => "unknown",
            { Target: null } => record.Method,
            _ => $"{record.Method}:{record.Target}",
        });
        writer.WriteText("version", record.ProtocolVersion);

        // The client chooses the JSON-RPC id, and may use it again in the next session.
        writer.WriteStartObject("request");
        writer.WriteString("uid", record.OperationId);
        writer.WriteEndObject();
        WriteResponse(writer, record);
        OcsfEndpoint.WriteService(writer, record);
        OcsfIdentity.WriteToken(writer, record);
        writer.WriteEndObject();
    }

    private static void WriteResponse(Utf8JsonWriter writer, AuditRecord record)
    {
        if (record.Outcome is null && record.Effect != AuditEffect.Deny)
            return;

        writer.WriteStartObject("response");
        if (record.ErrorCode is { } code)
            writer.WriteNumber("code", code);

        writer.WriteText("error", RecordedName.Of(record.Reason));
        writer.WriteText("message", RecordedName.Of(record.Outcome));
        writer.WriteEndObject();
    }

    private static void WriteTarget(Utf8JsonWriter writer, AuditRecord record)
    {
        if (record.Target is null)
            return;

        writer.WriteStartArray("resources");
        writer.WriteStartObject();
        writer.WriteString("name", record.Target);
        writer.WriteString("type", TypeOf(record.Method));
        writer.WriteNumber("role_id", 1);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static string TypeOf(string? method) => method switch
    {
        MethodNames.ToolsCall => "tool",
        MethodNames.PromptsGet => "prompt",
        MethodNames.ResourcesRead or MethodNames.ResourcesSubscribe or MethodNames.ResourcesUnsubscribe => "resource",
        not null when method.StartsWith("tasks/", StringComparison.Ordinal) => "task",
        _ => "other",
    };
}
