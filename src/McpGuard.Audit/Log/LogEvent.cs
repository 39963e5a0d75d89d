namespace McpGuard.Audit;

/// <summary>The records that the log writes of itself, told by how they begin; no other record may begin like that.</summary>
internal static class LogEvent
{
    public static bool IsRecovery(ReadOnlySpan<byte> record) => record.StartsWith("{\"event\":\"recovered\""u8);

    public static bool IsDeletion(ReadOnlySpan<byte> record) => record.StartsWith("{\"event\":\"segments_deleted\""u8);

    public static bool IsOne(ReadOnlySpan<byte> record) => IsRecovery(record) || IsDeletion(record);
}
