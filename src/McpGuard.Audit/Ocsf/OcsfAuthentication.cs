using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>A refused credential as a failed Authentication. Its subject is not believed, so it is not the event's user.</summary>
internal static class OcsfAuthentication
{
    private const int OAuth = 6;

    public static void Write(Utf8JsonWriter writer, AuditRecord record)
    {
        OcsfIdentity.WriteUser(writer, record);
        writer.WriteNumber("auth_protocol_id", OAuth);
        writer.WriteBoolean("is_remote", record.Transport == TransportNames.Http);
        OcsfEndpoint.WriteService(writer, record);
        OcsfEndpoint.Write(writer, record);
    }
}
