using System.Security.Cryptography;
using System.Text.Json;

namespace McpGuard;

/// <summary>
/// Finds how a log stands that is to be gone on with. Half a line at its end, as a crash leaves it, is moved aside. A log that is
/// broken otherwise is left as it is: it goes on in a new segment, whose header tells of the break.
/// </summary>
internal static class SegmentRecovery
{
    /// <returns>The state to go on from, and the records to begin with, if there is something to tell.</returns>
    public static (ChainState State, IReadOnlyList<byte[]> Records) Run(SegmentFolder folder, TimeProvider time)
    {
        if (folder.Numbers is not [.., var last] numbers)
            return (new ChainState(), []);

        var (state, tail, problem) = Read(folder, last);
        if (problem is not null)
            return (Broken(state, last + 1, problem), []);

        var (isOrderly, leavesRest) = (state.EndsWithCheckpoint, false);
        var offset = state.Length;
        if (offset == 0)
        {
            // Its header never got there, so it is begun anew, from the end of the segment before it.
            isOrderly = true;
            if (numbers is [.., var before, _])
            {
                (state, var rest, problem) = Read(folder, before);
                (isOrderly, leavesRest) = (state.EndsWithCheckpoint, rest > 0);
            }
            else if (last != 1)
            {
                problem = $"The segments before segment {last} are missing.";
            }

            if (problem is not null)
                Broken(state, last, problem);
            else if (numbers.Count > 1)
                state.BeginSegment(last, leavesRest);
        }

        if (tail > 0)
            folder.MoveTail(last, offset);

        // Nothing stands behind what was moved from here, so no record of it has been written, however often that was tried.
        byte[][] records = [.. folder.TailsAt(last, offset).Select(tail => Record(last, offset, time, tail))];
        return (state, isOrderly || records.Length > 0 ? records : [Record(last, offset, time)]);
    }

    private static (ChainState State, long Tail, string? Problem) Read(SegmentFolder folder, int number)
    {
        using var stream = folder.OpenRead(number);
        var findings = new AuditFindings();
        var check = new SegmentCheck(findings, new CheckpointCheck([], new TrustedCheckpoints([]), findings));
        var tail = check.Read(number, stream, stream.Length, CancellationToken.None);

        // An earlier break is no new one.
        var problem = findings.All.FirstOrDefault(finding => finding is { IsProblem: true, Kind: not AuditFindingKind.BreakReported });
        return (check.State, tail, problem?.ToString());
    }

    private static ChainState Broken(ChainState state, int next, string problem)
    {
        state.BeginSegment(next);
        state.Break = problem.Length > SegmentHeader.MaxBreakLength ? problem[..SegmentHeader.MaxBreakLength] : problem;
        return state;
    }

    private static byte[] Record(int number, long offset, TimeProvider time, (byte[] Bytes, string File)? tail = null)
    {
        var record = new RecoveryRecord { Time = time.GetUtcNow(), Segment = number, Offset = offset, Bytes = tail?.Bytes.Length ?? 0, File = tail?.File };
        if (tail is { Bytes: var bytes })
            record = record with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };

        return JsonSerializer.SerializeToUtf8Bytes(record, AuditFileJson.Default.RecoveryRecord);
    }
}
