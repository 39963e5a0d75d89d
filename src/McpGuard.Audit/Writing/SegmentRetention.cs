namespace McpGuard.Audit;

/// <summary>Finds the oldest segments that need not be kept any longer. The last one, which is being written or was until now, always is.</summary>
internal sealed class SegmentRetention(SegmentFolder folder, AuditFileOptions options, IAuditSigner? signer, string logId, TimeProvider time)
{
    private static readonly TimeSpan _interval = TimeSpan.FromHours(1);

    private long _lookedAt = time.GetTimestamp();

    public bool IsDue => time.GetElapsedTime(_lookedAt) >= _interval;

    /// <summary>By how many bytes the log is larger than it should be, because the segments that would have to go are still protected.</summary>
    public long Excess { get; private set; }

    /// <param name="size">How large all segments are together that were ever written.</param>
    /// <param name="begins">The number of the segment that the log begins with.</param>
    /// <returns>The record of the segments to delete for one reason, or null if all are to be kept.</returns>
    public DeletionRecord? Find(long size, int begins)
    {
        _lookedAt = time.GetTimestamp();
        if (options.RetainFor is null && options.RetainBytes is null)
            return null;

        var now = time.GetUtcNow();
        var kept = folder.Files().Where(number => number >= begins).ToArray();
        DeletionRecord? record = null;
        long? offset = null;
        var count = 0;
        var isProtected = false;

        // A segment was closed before a later one began, whose header also tells how the chain stood then, and how large the log was. Only
        // a header that this writer has signed for this log is believed; the segments before any other wait for the next one that is.
        for (var next = 0; next < kept.Length; next++)
        {
            if (SegmentStart.ReadVouched(folder, kept[next], signer) is not { } header || header.Log != logId)
                continue;

            offset ??= header.Offset;
            if (next == 0)
                continue;

            var reason = Reason(now - header.Time, size - offset.Value);
            isProtected = reason is null;
            if (isProtected || (record is not null && record.Reason != reason))
                break;

            (count, offset) = (next, header.Offset);
            record = new()
            {
                Time = now,
                Reason = reason!.Value,
                First = kept[0],
                Last = kept[next - 1],
                LastSeq = header.FirstSeq - 1,
                LastHash = header.Link,
            };
        }

        // The header of the last segment may just not have been signed yet.
        var bytes = size - (offset ?? size);
        Excess = (isProtected || count + 2 < kept.Length) && bytes > options.RetainBytes ? bytes - options.RetainBytes.Value : 0;
        return record is null ? null : UpToGap(record, kept);
    }

    // A segment that is missing was not deleted by this writer, so no record of its own may name it.
    private static DeletionRecord UpToGap(DeletionRecord record, int[] kept)
    {
        var last = record.First;
        for (var i = 1; i < kept.Length && kept[i] == last + 1; i++)
            last++;

        return last < record.Last ? record with { Last = last, LastSeq = null, LastHash = null } : record;
    }

    private DeletionReason? Reason(TimeSpan age, long bytes) => (age >= options.RetainFor, bytes > options.RetainBytes && age >= options.RetainAtLeast) switch
    {
        (true, _) => DeletionReason.Age,
        (_, true) => DeletionReason.Size,
        _ => null,
    };
}
