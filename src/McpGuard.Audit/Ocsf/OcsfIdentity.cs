using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>The caller, only from a verified token.</summary>
internal static class OcsfIdentity
{
    private const int Unknown = 0;
    private const int User = 1;
    private const int Service = 4;
    private const int ClientToken = 6;

    /// <summary>The subject, its session, its issuer, and the client. The schema has no place for the actors in between.</summary>
    public static void WriteActor(Utf8JsonWriter writer, AuditRecord record)
    {
        writer.WriteStartObject("actor");
        WriteUser(writer, record);
        writer.WriteText("app_uid", record.ClientId);
        if (record.Issuer is not null)
        {
            writer.WriteStartObject("idp");
            writer.WriteString("uid", record.Issuer);
            writer.WriteString("issuer", record.Issuer);
            writer.WriteEndObject();
        }

        if ((record.SessionId ?? record.TokenId) is { } session)
        {
            writer.WriteStartObject("session");
            writer.WriteString("uid", session);
            writer.WriteText("credential_uid", record.TokenId);
            writer.WriteText("issuer", record.Issuer);
            writer.WriteTime("expiration_time", record.Token?.Expires);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    // A subject that equals its client is not a person (RFC 9068 section 2.2).
    public static void WriteUser(Utf8JsonWriter writer, AuditRecord record)
    {
        writer.WriteStartObject("user");
        if (record.Subject is { } subject)
        {
            writer.WriteString("uid", subject);
            writer.WriteNumber("type_id", subject == record.ClientId ? Service : User);
        }
        else
        {
            writer.WriteString("name", "Unknown");
            writer.WriteNumber("type_id", Unknown);
        }

        writer.WriteEndObject();
    }

    /// <summary>The token's identifier, never the token.</summary>
    public static void WriteToken(Utf8JsonWriter writer, AuditRecord record)
    {
        if (record.TokenId is null)
            return;

        writer.WriteStartObject("token");
        writer.WriteString("uid", record.TokenId);
        writer.WriteNumber("type_id", ClientToken);
        writer.WriteTime("created_time", record.Token?.Issued);
        writer.WriteTime("expiration_time", record.Token?.Expires);
        writer.WriteEndObject();
    }
}
