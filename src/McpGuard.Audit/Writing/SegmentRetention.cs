using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>Finds the oldest segments that need not be kept any longer. The last one, which is being written or was until now, always is.</summary>
internal sealed class SegmentRetention(SegmentFolder folder, AuditFileOptions options, IAuditSigner? signer, string logId, TimeProvider time)
{
    private static readonly TimeSpan _interval = TimeSpan.FromHours(1);

    private long _lookedAt = time.GetTimestamp();

    public bool IsDue => time.GetElapsedTime(_lookedAt) >= _interval;

    /// <summary>By how many bytes the log is larger than it should be, because the segments that would have to go are still protected.</summary>
    public long Excess { get; private set; }

    /// <returns>The segments to delete for one reason and the record that says so, or null if all are to be kept.</returns>
    public (IReadOnlyList<int> Segments, byte[] Record)? Find()
    {
        _lookedAt = time.GetTimestamp();
        if (options.RetainFor is null && options.RetainBytes is null)
            return null;

        var now = time.GetUtcNow();
        var kept = folder.Numbers;
        var bytes = options.RetainBytes is null ? 0 : kept.Sum(folder.LengthOf);
        DeletionRecord? record = null;
        var count = 0;
        var isProtected = false;

        // A segment was closed before a later one began, whose header also tells how the chain stood then. Only a header that this
        // writer has signed for this log is believed; the segments before any other wait for the next one that is.
        for (var next = 1; next < kept.Count; next++)
        {
            if (SegmentStart.ReadVouched(folder, kept[next], signer) is not { } header || header.Log != logId)
                continue;

            var reason = Reason(now - header.Time, bytes);
            isProtected = reason is null;
            if (isProtected || (record is not null && record.Reason != reason))
                break;

            for (; count < next; count++)
                bytes -= options.RetainBytes is null ? 0 : folder.LengthOf(kept[count]);
            record = new()
            {
                Time = now,
                Reason = reason!.Value,
                First = kept[0],
                Last = kept[count - 1],
                LastSeq = header.FirstSeq - 1,
                LastHash = header.Link,
            };
        }

        // The header of the last segment may just not have been signed yet.
        Excess = (isProtected || count + 2 < kept.Count) && bytes > options.RetainBytes ? bytes - options.RetainBytes.Value : 0;
        return record is null ? null : (kept.Take(count).ToArray(), JsonSerializer.SerializeToUtf8Bytes(record, AuditFileJson.Default.DeletionRecord));
    }

    private DeletionReason? Reason(TimeSpan age, long bytes) => (age >= options.RetainFor, bytes > options.RetainBytes && age >= options.RetainAtLeast) switch
    {
        (true, _) => DeletionReason.Age,
        (_, true) => DeletionReason.Size,
        _ => null,
    };
}
