namespace McpGuard.Audit;

/// <summary>Decides by the headers of segments which of them need not be read.</summary>
internal static class SegmentTimes
{
    // A record can be older than its segment if it waited while the disk failed, and newer than the next segment if a clock was changed.
    private static readonly TimeSpan _slack = TimeSpan.FromDays(1);

    public static bool MayHold(SegmentSource segment, AuditQuery query)
    {
        // A forged header must not hide a segment from a query without times.
        if (query.FirstSeq > 1 && segment.NextSeq <= query.FirstSeq)
            return false;

        // Both bounds must agree: if a clock is changed in between, the second is the earlier one.
        if (segment is not { Time: { } begun, NextTime: { } next })
            return true;

        var (earliest, latest) = begun < next ? (begun, next) : (next, begun);
        return !(query.From - latest > _slack) && !(earliest - query.Until > _slack);
    }
}
