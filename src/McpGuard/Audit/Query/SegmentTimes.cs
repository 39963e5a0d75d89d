namespace McpGuard;

/// <summary>Tells by the headers of segments which of them need not be read.</summary>
internal static class SegmentTimes
{
    // A record can be older than its segment, since it waited while the disk failed, and younger than the next, since a clock was set.
    private static readonly TimeSpan _slack = TimeSpan.FromDays(1);

    public static bool MayHold(SegmentSource segment, AuditQuery query) =>
        !(segment.NextSeq <= query.FirstSeq) &&
        !(query.From - segment.NextTime > _slack) &&
        !(segment.Time - query.Until > _slack);
}
