using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>The metadata of an event.</summary>
internal static class OcsfMetadata
{
    public const string Product = "McpGuard";

    private const string LogName = "McpGuard.Audit";

    private static readonly string _version = typeof(OcsfMetadata).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static void Write(Utf8JsonWriter writer, AuditRecord record, OcsfClass @class)
    {
        writer.WriteStartObject("metadata");
        writer.WriteString("version", OcsfEvent.SchemaVersion);
        if (record.Event is AuditEvent.Decision or AuditEvent.Outcome)
            WriteProfiles(writer, withTrace: @class.Id == OcsfClassId.ApiActivity && record.TraceId is not null);

        WriteProduct(writer, "product", _version, uid: null);
        writer.WriteString("uid", record.RecordId);
        writer.WriteString("correlation_uid", record.OperationId);
        writer.WriteString("event_code", RecordedName.Of(record.Event));
        writer.WriteString("original_time", record.Time);
        writer.WriteTime("logged_time", record.LoggedTime);
        writer.WriteString("log_name", LogName);
        writer.WriteString("log_version", record.SchemaVersion.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }

    public static void WriteProduct(Utf8JsonWriter writer, string name, string? version, string? uid)
    {
        writer.WriteStartObject(name);
        writer.WriteString("name", Product);
        writer.WriteString("vendor_name", Product);
        writer.WriteText("version", version);
        writer.WriteText("uid", uid);
        writer.WriteEndObject();
    }

    // API Activity is the only class with a trace.
    private static void WriteProfiles(Utf8JsonWriter writer, bool withTrace)
    {
        writer.WriteStartArray("profiles");
        writer.WriteStringValue("security_control");
        if (withTrace)
            writer.WriteStringValue("trace");

        writer.WriteEndArray();
    }
}
