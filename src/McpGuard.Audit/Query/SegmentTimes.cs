namespace McpGuard.Audit;

/// <summary>Tells by the headers of segments which of them need not be read.</summary>
internal static class SegmentTimes
{
    // A record can be older than its segment, since it waited while the disk failed, and younger than the next, since a clock was set.
    private static readonly TimeSpan _slack = TimeSpan.FromDays(1);

    public static bool MayHold(SegmentSource segment, AuditQuery query)
    {
        // A header that somebody has forged hides no segment from a query for all records.
        if (query.FirstSeq > 1 && segment.NextSeq <= query.FirstSeq)
            return false;

        // Only both borders tell: a clock that is set in between makes the second the earlier one.
        if (segment is not { Time: { } begun, NextTime: { } next })
            return true;

        var (earliest, latest) = begun < next ? (begun, next) : (next, begun);
        return !(query.From - latest > _slack) && !(earliest - query.Until > _slack);
    }
}
