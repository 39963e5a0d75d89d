using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>The members of an event's class, in addition to the common ones.</summary>
internal static class OcsfBody
{
    public static void Write(Utf8JsonWriter writer, AuditRecord record, OcsfClass @class)
    {
        switch (@class.Id)
        {
            case OcsfClassId.ApiActivity:
                OcsfApiActivity.Write(writer, record);
                break;
            case OcsfClassId.Authentication:
                OcsfAuthentication.Write(writer, record);
                break;
            case OcsfClassId.ApplicationLifecycle:
                OcsfMetadata.WriteProduct(writer, "app", record.GuardVersion, record.Resource);
                break;
            case OcsfClassId.EntityManagement:
                WriteEntity(writer, record);
                break;
            default:
                WriteEventLog(writer, record);
                break;
        }
    }

    private static void WriteEntity(Utf8JsonWriter writer, AuditRecord record)
    {
        writer.WriteStartObject("entity");
        if (record.Event == AuditEvent.KeysChanged)
        {
            writer.WriteString("name", "Signing keys");
            writer.WriteText("uid", record.Issuer);
            writer.WriteNumber("type_id", 99);
            writer.WriteString("type", "Signing keys");
        }
        else
        {
            writer.WriteString("name", OcsfPolicy.Name);
            writer.WriteText("version", record.PolicyVersion);
            writer.WriteNumber("type_id", 5);
            writer.WriteString("type", "Policy");
        }

        writer.WriteEndObject();
    }

    private static void WriteEventLog(Utf8JsonWriter writer, AuditRecord record)
    {
        writer.WriteString("log_name", record.Sink ?? "File");
        writer.WriteString("log_provider", OcsfMetadata.Product);
        writer.WriteNumber("log_type_id", 2);
        if (record.Lost is not { } lost)
            return;

        writer.WriteNumber("count", (int)Math.Min(lost, int.MaxValue));
        writer.WriteTime("start_time", record.LostSince);
        writer.WriteTime("end_time", record.Time);
    }
}
