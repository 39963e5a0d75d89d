using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>
/// Determines the state from which an existing log continues. A log that ends with a checkpoint of this writer's key continues at its end.
/// Any other log is left as it is, and continues in a new segment, whose header names the records that this writer does not vouch for.
/// </summary>
internal sealed class SegmentRecovery(SegmentFolder folder, IAuditSigner? signer, TimeProvider time)
{
    // A closed segment ends with a signature, so crashes leave one or two without any. Earlier ones are not searched.
    private const int MaxBack = 3;

    // A million records a second for thirty years. A higher number that no signature covers would leave no room for later records.
    private const long MaxUnvouchedSeq = 1_000_000_000_000_000;

    /// <returns>The state, and the records to start with, if there is something to report.</returns>
    /// <exception cref="IOException">The log cannot be read, or has no room for another segment.</exception>
    public (ChainState State, IReadOnlyList<byte[]> Records) Run()
    {
        var numbers = folder.Numbers;
        if (numbers is not [.., var last])
            return (new ChainState { LogId = LogId.New() }, []);
        SegmentFolder.RequireRoomAfter(last);

        var end = SegmentEnd.Read(folder, last, signer);
        return end.IsUnbegun ? StartAgain(numbers, end) : Continue(numbers, end);
    }

    private (ChainState State, IReadOnlyList<byte[]> Records) Continue(IReadOnlyList<int> numbers, SegmentEnd end)
    {
        var foreign = ForeignProblem(numbers, end);
        return end.IsWhole && foreign is null ? (end.State, []) : ContinueAfter(numbers, end, end.State.Segment + 1, foreign);
    }

    // An incomplete header has no content after it, so the segment is started again.
    private (ChainState State, IReadOnlyList<byte[]> Records) StartAgain(IReadOnlyList<int> numbers, SegmentEnd unbegun)
    {
        var number = unbegun.State.Segment;
        folder.Delete(number);
        if (numbers is [.., _, _])
        {
            numbers = [.. numbers.SkipLast(1)];
            var end = SegmentEnd.Read(folder, numbers[^1], signer);
            var foreign = ForeignProblem(numbers, end);
            if (!end.IsWhole || foreign is not null)
                return ContinueAfter(numbers, end, number, foreign);

            end.State.BeginSegment(number);
            return (end.State, unbegun.Rest > 0 ? [Record(end with { Rest = unbegun.Rest }, null)] : []);
        }

        unbegun.State.LogId = LogId.New();
        if (number > 1)
        {
            unbegun.State.Break = $"The segments before segment {number} are missing.";
            unbegun.State.Unvouched = 1;
        }

        return (unbegun.State, unbegun.Rest > 0 || number > 1 ? [Record(unbegun, unbegun.State.Break)] : []);
    }

    private (ChainState State, IReadOnlyList<byte[]> Records) ContinueAfter(IReadOnlyList<int> numbers, SegmentEnd end, int next, string? foreign)
    {
        var problem = foreign ?? end.Problem;
        var (vouched, readable) = LookBack(numbers, end);
        if (readable != end)
            problem ??= $"Segment {end.State.Segment} cannot be read.";

        var own = foreign is null ? vouched : null;
        var (offset, begins) = own is null ? (0, numbers[0]) : (own.State.Offset + own.VouchedLength, own.State.Begins);
        var state = readable.State;
        if (state.Seq != vouched?.VouchedSeq && state.Seq is < 0 or > MaxUnvouchedSeq)
        {
            problem ??= $"Segment {state.Segment} ends with record {state.Seq}, which a writer never reaches.";
            state.Seq = vouched?.VouchedSeq ?? 0;
        }

        var first = (vouched?.VouchedSeq ?? readable.Header?.FirstSeq - 1 ?? 0) + 1;
        state.Unvouched = first <= state.Seq || problem is not null ? first : null;
        var record = Record(readable with { Rest = end.Rest }, problem);
        state.BeginSegment(next, leavesRest: readable == end && (end.Rest > 0 || problem is not null));

        // Records that no signature covers have no size, and prove no deletion.
        state.Offset = offset;
        state.Begins = begins;

        // If segments of two logs meet, the owner of the log is unknown. The log then gets an id that no older segment has.
        state.LogId = foreign is null && (vouched ?? readable).Header is { Log: var log } && LogId.IsId(log) ? log : LogId.New();
        state.Break = SegmentHeader.Shorten(problem);
        return (state, [record]);
    }

    // The last segment with content of this writer, and the last one that can be read.
    private (SegmentEnd? Vouched, SegmentEnd Readable) LookBack(IReadOnlyList<int> numbers, SegmentEnd end)
    {
        SegmentEnd? readable = null;
        var last = end;
        for (var back = 1; ; back++)
        {
            readable ??= end.Header is null ? null : end;
            if (end.VouchedSeq is not null && ForeignProblem([.. numbers.SkipLast(back - 1)], end) is null)
                return (end, readable!);
            if (back > MaxBack || back >= numbers.Count)
                return (null, readable ?? last);

            end = SegmentEnd.Read(folder, numbers[^(back + 1)], signer);
        }
    }

    // A segment that the same key has signed for another server does not belong to this log. A segment that starts after a break has already reported it.
    private string? ForeignProblem(IReadOnlyList<int> numbers, SegmentEnd end) =>
        numbers is [.., var before, _] && end.Header is { Break: null } header && folder.ReadHeader(before) is { } previous && previous.Log != header.Log
            ? $"Segment {header.Number} belongs to the log {header.Log}, but the previous one belongs to the log {previous.Log}."
            : null;

    private byte[] Record(SegmentEnd end, string? problem) => RecordOf(new()
    {
        Time = time.GetUtcNow(),
        Segment = end.State.Segment,
        Offset = end.State.Length,
        Bytes = end.Rest,
        UnvouchedFrom = end.State.Unvouched <= end.State.Seq ? end.State.Unvouched : null,
        UnvouchedTo = end.State.Unvouched <= end.State.Seq ? end.State.Seq : null,
        LastHash = end.State.LinkText,
        Problem = SegmentHeader.Shorten(problem),
    });

    public static byte[] RecordOf(RecoveryRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, AuditFileJson.Default.RecoveryRecord);
}
