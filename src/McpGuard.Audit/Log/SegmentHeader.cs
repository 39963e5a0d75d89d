using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard.Audit;

/// <summary>The first line of a segment: how it continues the previous segment.</summary>
internal sealed record SegmentHeader
{
    public const int CurrentVersion = 1;
    public const int MaxBreakLength = 256;
    public const int MaxBytes = 4096;

    /// <summary>The version of the log's format.</summary>
    public required int Version { get; init; }

    /// <summary>The random id of the log.</summary>
    public required string Log { get; init; }

    public required int Number { get; init; }

    /// <summary>The number of the first record in the segment.</summary>
    public required long FirstSeq { get; init; }

    /// <summary>The number of the log's first segment at that time. Signed records of the log name the deleted segments before it.</summary>
    public required int Begins { get; init; }

    /// <summary>The number of bytes that the writer vouches for in all earlier segments, deleted or not.</summary>
    public required long Offset { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>The number of records between two signatures, so the number of records that a crash can leave unsigned.</summary>
    public required int CheckpointRecords { get; init; }

    /// <summary>The longest time that a record waits for a signature, in seconds.</summary>
    public required double CheckpointSeconds { get; init; }

    /// <summary>
    /// The first record that the writer found at startup and does not vouch for: its signatures cover neither this record nor the following
    /// ones, up to this segment. Null if it vouches for all.
    /// </summary>
    public long? Unvouched { get; init; }

    /// <summary>The number of bytes of the previous segment that count, if a failed write left more; null if all do.</summary>
    public long? PreviousLength { get; init; }

    /// <summary>The problem of the previous segment when this one was started, or null.</summary>
    public string? Break { get; init; }

    /// <summary>The hash of the last line of the previous segment.</summary>
    [JsonIgnore]
    public string Link { get; init; } = "";

    /// <summary>Shortens the text of a break for a header.</summary>
    public static string? Shorten(string? problem) => problem is { Length: > MaxBreakLength } ? problem[..MaxBreakLength] : problem;

    public byte[] ToLine() => JsonSerializer.SerializeToUtf8Bytes(new Line(this, Link), AuditFileJson.Default.HeaderLine);

    /// <returns>The header, or null if the line is not exactly as the log would write it.</returns>
    public static SegmentHeader? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var read = JsonSerializer.Deserialize(line, AuditFileJson.Default.HeaderLine);
            var header = read is null ? null : read.Segment with { Link = read.Prev };
            return line.SequenceEqual(header?.ToLine()) ? header : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <returns>The header at the start of a segment, or null.</returns>
    public static SegmentHeader? Read(Stream segment)
    {
        Span<byte> start = stackalloc byte[MaxBytes];
        start = start[..segment.ReadAtLeast(start, MaxBytes, throwOnEndOfStream: false)];
        var end = start.IndexOf((byte)'\n');
        return end < 0 ? null : Parse(start[..end]);
    }

    internal sealed record Line(SegmentHeader Segment, string Prev);
}
