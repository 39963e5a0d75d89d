namespace McpGuard;

/// <summary>What is noted of a record, in case that it is lost.</summary>
internal readonly record struct RecordNote(AuditEvent Event, AuditId OperationId, DateTimeOffset Time, string? Resource, long Lost, DateTimeOffset? LostSince)
{
    public static RecordNote Of(in RecordContent content) =>
        new(content.Event, content.OperationId, content.Time, content.Resource, content.Lost ?? 0, content.LostSince);
}
