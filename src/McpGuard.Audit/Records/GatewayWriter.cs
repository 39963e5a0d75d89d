using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>Writes the gateways of a record, byte for byte as the serializer does.</summary>
internal static class GatewayWriter
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<AuditGateway>? gateways)
    {
        if (gateways is null)
            return;

        json.WriteStartArray("gateways"u8);
        foreach (var gateway in gateways)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, gateway.Name);
            json.WriteString("proof"u8, RecordedName.Of(gateway.Proof));
            Write(json, "issuer"u8, gateway.Issuer);
            Write(json, "key_id"u8, gateway.KeyId);
            Write(json, "session_id"u8, gateway.SessionId);
            Write(json, "token_id"u8, gateway.TokenId);
            Write(json, "asserted_request_id"u8, gateway.AssertedRequestId);
            Write(json, "asserted_trace_id"u8, gateway.AssertedTraceId);
            Write(json, "asserted_approval_id"u8, gateway.AssertedApprovalId);
            Write(json, "asserted_approval_issuer"u8, gateway.AssertedApprovalIssuer);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }
}
