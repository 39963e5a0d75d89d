using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace McpGuard.Audit;

/// <summary>The records that the log writes itself. They are recognized by their start; other records must not start like that.</summary>
internal static class LogEvent
{
    public static bool IsRecovery(ReadOnlySpan<byte> record) => record.StartsWith("{\"event\":\"recovered\""u8);

    public static bool IsDeletion(ReadOnlySpan<byte> record) => record.StartsWith("{\"event\":\"segments_deleted\""u8);

    public static bool IsOne(ReadOnlySpan<byte> record) => IsRecovery(record) || IsDeletion(record);

    /// <returns>The record, or null if the line is of another kind or cannot be read.</returns>
    public static RecoveryRecord? Recovery(ReadOnlySpan<byte> line) => IsRecovery(line) ? Read(line, AuditFileJson.Default.RecoveryRecord) : null;

    /// <returns>The record, or null if the line is of another kind or cannot be read.</returns>
    public static DeletionRecord? Deletion(ReadOnlySpan<byte> line) => IsDeletion(line) ? Read(line, AuditFileJson.Default.DeletionRecord) : null;

    private static T? Read<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> form) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, form);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
