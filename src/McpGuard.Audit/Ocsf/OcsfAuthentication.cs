using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>A credential that was refused, as a failed Authentication. Whom it names is not believed, so that is not its user.</summary>
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
