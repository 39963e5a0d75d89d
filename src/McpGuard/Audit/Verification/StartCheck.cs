using System.Buffers.Text;
using System.Security.Cryptography;

namespace McpGuard;

/// <summary>
/// Judges where a log begins: with its first segment, or later if its own record of what it deleted, or a trusted checkpoint at the
/// end of what is not there, leads to it.
/// </summary>
internal sealed class StartCheck(AuditVerificationOptions options, AuditFindings findings)
{
    private string? _explanation;

    /// <summary>The header that the log begins with.</summary>
    public SegmentHeader? Header { get; private set; }

    /// <summary>If this is the first header, takes it for the beginning.</summary>
    public void TryBegin(SegmentHeader header, ChainState state)
    {
        if (Header is not null)
            return;

        Header = header;
        if (header.Number == 1)
            return;

        if (header.Link.Length == AuditLine.LinkLength)
            state.Adopt(header.Link);
        state.Seq = header.FirstSeq - 1;
        if (options.TrustedCheckpoints.Any(checkpoint => checkpoint.Seq == state.Seq && header.Link == Base64Url.EncodeToString(SHA256.HashData(checkpoint.ToLine()))))
            _explanation = "a trusted checkpoint stands just before it";
    }

    public void Explain(ReadOnlySpan<byte> line)
    {
        if (Header is null || DeletionRecord.Parse(line) is not { } deletion)
            return;

        if (deletion.Last == Header.Number - 1 && deletion.LastHash == Header.Link && deletion.LastSeq == Header.FirstSeq - 1)
            _explanation = $"the segments up to {deletion.Last} were deleted at {deletion.Time:O}, since they had been kept long enough";
    }

    public void Complete()
    {
        if (Header is not { Number: > 1 } header)
            return;

        if (_explanation is null)
            findings.Add(AuditFindingKind.SegmentMissing, header.Number, 1, header.FirstSeq, $"The log begins with segment {header.Number}, and nothing explains it.");
        else
            findings.Add(AuditFindingKind.BeginsLater, header.Number, 1, header.FirstSeq, $"The log begins with segment {header.Number}: {_explanation}.");
    }
}
