using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace McpGuard.Audit;

/// <summary>
/// A line of the audit log, without its end. Each ends with <c>"prev"</c>, the SHA-256 of the exact bytes of the previous line, in
/// base64url. A record has its number, <c>"seq"</c>, before that.
/// </summary>
internal readonly ref struct AuditLine
{
    /// <summary>More than a record and its additional members ever need.</summary>
    public const int MaxBytes = RecordForm.MaxBytes + 128;

    public const int LinkLength = 43;
    private const int MaxSeqDigits = 18;

    private AuditLine(ReadOnlySpan<byte> bytes, LineKind kind, long seq, ReadOnlySpan<byte> link)
    {
        Bytes = bytes;
        Kind = kind;
        Seq = seq;
        Link = link;
    }

    public ReadOnlySpan<byte> Bytes { get; }

    public LineKind Kind { get; }

    /// <summary>A record's number, or zero.</summary>
    public long Seq { get; }

    /// <summary>The hash of the previous line, as this line states it.</summary>
    public ReadOnlySpan<byte> Link { get; }

    private static ReadOnlySpan<byte> SeqMember => ",\"seq\":"u8;

    private static ReadOnlySpan<byte> LinkMember => ",\"prev\":\""u8;

    private static ReadOnlySpan<byte> End => "\"}"u8;

    public static void WriteRecord(IBufferWriter<byte> output, ReadOnlySpan<byte> record, long seq, ReadOnlySpan<byte> link)
    {
        var line = output.GetSpan(record.Length + 128);
        record[..^1].CopyTo(line);
        var length = record.Length - 1;

        SeqMember.CopyTo(line[length..]);
        length += SeqMember.Length;
        seq.TryFormat(line[length..], out var digits, provider: CultureInfo.InvariantCulture);
        length += digits;

        LinkMember.CopyTo(line[length..]);
        length += LinkMember.Length;
        link.CopyTo(line[length..]);
        length += link.Length;
        End.CopyTo(line[length..]);
        output.Advance(length + End.Length);
    }

    public static bool TryParse(ReadOnlySpan<byte> bytes, out AuditLine line)
    {
        line = default;
        var tail = bytes.Length - (LinkMember.Length + LinkLength + End.Length);
        if (tail <= 0 || !bytes[tail..].StartsWith(LinkMember) || !bytes.EndsWith(End))
            return false;

        var link = bytes.Slice(tail + LinkMember.Length, LinkLength);
        if (bytes.StartsWith("{\"segment\":"u8))
            line = new(bytes, LineKind.Header, seq: 0, link);
        else if (bytes.StartsWith("{\"checkpoint\":"u8))
            line = new(bytes, LineKind.Checkpoint, seq: 0, link);
        else if (TryReadSeq(bytes[..tail], out var seq))
            line = new(bytes, LineKind.Record, seq, link);
        else
            return false;

        return true;
    }

    private static bool TryReadSeq(ReadOnlySpan<byte> record, out long seq)
    {
        seq = 0;
        var start = record.LastIndexOfAnyExceptInRange((byte)'0', (byte)'9') + 1;
        var digits = record[start..];
        return digits.Length is > 0 and <= MaxSeqDigits && digits[0] != (byte)'0' &&
            record[..start].EndsWith(SeqMember) && record[0] == (byte)'{' &&
            Utf8Parser.TryParse(digits, out seq, out _);
    }
}

/// <summary>The kind of a line of the audit log.</summary>
internal enum LineKind
{
    /// <summary>The first line of a segment.</summary>
    Header,

    /// <summary>A record, with a number.</summary>
    Record,

    /// <summary>A checkpoint of the segment up to here, signed if there is a key.</summary>
    Checkpoint,
}
