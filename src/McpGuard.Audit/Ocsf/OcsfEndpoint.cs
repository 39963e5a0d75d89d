using System.Net;
using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>The source of a request, its server, and the HTTP answer.</summary>
internal static class OcsfEndpoint
{
    // The bound in the schema.
    private const int LongestAddress = 40;

    public static void Write(Utf8JsonWriter writer, AuditRecord record)
    {
        writer.WriteStartObject("src_endpoint");
        if (record.ClientAddress is { Length: <= LongestAddress } address && IPAddress.TryParse(address, out _))
            writer.WriteString("ip", address);
        else
            writer.WriteString("name", record.Transport ?? "unknown");
        if (record.ClientPort is { } port)
            writer.WriteNumber("port", port);

        writer.WriteEndObject();
        if (record.Resource is not null)
        {
            writer.WriteStartObject("dst_endpoint");
            writer.WriteString("svc_name", record.Resource);
            writer.WriteEndObject();
        }

        if (record.RequestBytes is { } bytes and <= int.MaxValue && record.Transport == TransportNames.Http)
        {
            writer.WriteStartObject("http_request");
            writer.WriteNumber("body_length", bytes);
            writer.WriteEndObject();
        }

        if (record.HttpStatus is { } status)
        {
            writer.WriteStartObject("http_response");
            writer.WriteNumber("code", status);
            writer.WriteEndObject();
        }
    }

    public static void WriteService(Utf8JsonWriter writer, AuditRecord record)
    {
        if (record.Resource is null)
            return;

        writer.WriteStartObject("service");
        writer.WriteString("uid", record.Resource);
        writer.WriteEndObject();
    }
}
