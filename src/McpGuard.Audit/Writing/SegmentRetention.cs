namespace McpGuard.Audit;

/// <summary>Finds the oldest segments that may be deleted. The newest segment is always kept.</summary>
internal sealed class SegmentRetention(
    SegmentFolder folder, AuditFileOptions options, IAuditSigner? signer, string logId, TimeProvider time, AuditFileEvents events)
{
    private static readonly TimeSpan _interval = TimeSpan.FromHours(1);

    private long _lookedAt = time.GetTimestamp();
    private long _found;
    private long _excess;

    public bool IsDue => time.GetElapsedTime(_lookedAt) >= _interval;

    /// <summary>The number of bytes by which the log is too large, because the segments to delete are still protected.</summary>
    public long Excess => Interlocked.Read(ref _excess);

    /// <param name="size">The size of all segments that were ever written.</param>
    /// <param name="begins">The number of the first segment of the log.</param>
    /// <returns>The record of the segments to delete for one reason, or null if all are kept.</returns>
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

        // A segment was closed before a later one started, whose header also has the state of the chain and the size of the log at that
        // time. Only a header that this writer has signed for this log is trusted; segments before any other header wait for the next
        // trusted one.
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

            count = next;
            offset = header.Offset;
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

        // The header of the last segment may not be signed yet.
        var bytes = size - (offset ?? size);
        _found = (isProtected || count + 2 < kept.Length) && bytes > options.RetainBytes ? bytes - options.RetainBytes.Value : 0;
        return record is null ? null : UpToGap(record, kept);
    }

    /// <summary>Deletes the segments that signed records name. Some can remain after a crash, or if another process has a file open.</summary>
    public void DeleteBefore(int begins)
    {
        foreach (var number in folder.Files().Where(number => number < begins))
        {
            if (!folder.TryDelete(number))
                events.Undeleted?.Invoke(number);
        }

        if (Interlocked.Exchange(ref _excess, _found) == 0 && _found > 0)
            events.Outgrown?.Invoke(_found);
    }

    // This writer did not delete a missing segment, so none of its records may name it.
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
