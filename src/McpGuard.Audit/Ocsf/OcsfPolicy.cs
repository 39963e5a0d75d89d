using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>The policy that decided, and its decision.</summary>
internal static class OcsfPolicy
{
    public const string Name = "McpGuard:Policy";

    public static void Write(Utf8JsonWriter writer, AuditRecord record)
    {
        if (record.PolicyVersion is not null || record.Rule is not null)
            WritePolicy(writer, record);
        if (record.Effect is not { } effect)
            return;

        writer.WriteStartArray("authorizations");
        writer.WriteStartObject();
        writer.WriteString("decision", RecordedName.Of(effect));
        if (record.Rule is not null)
            WritePolicy(writer, record);

        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WritePolicy(Utf8JsonWriter writer, AuditRecord record)
    {
        writer.WriteStartObject("policy");
        writer.WriteString("name", Name);
        writer.WriteText("uid", record.Rule);
        writer.WriteText("version", record.PolicyVersion);
        writer.WriteBoolean("is_applied", record.Effect != AuditEffect.WouldDeny);
        writer.WriteEndObject();
    }
}
