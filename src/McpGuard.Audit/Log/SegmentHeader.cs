using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard.Audit;

/// <summary>The first line of a segment: how it goes on from the segment before it.</summary>
internal sealed record SegmentHeader
{
    public const int CurrentVersion = 1;
    public const int MaxBreakLength = 256;
    public const int MaxBytes = 4096;

    /// <summary>The version of the log's form.</summary>
    public required int Version { get; init; }

    /// <summary>The random id of the log.</summary>
    public required string Log { get; init; }

    public required int Number { get; init; }

    /// <summary>The number of the first record here.</summary>
    public required long FirstSeq { get; init; }

    /// <summary>The number of the segment that the log began with then; signed records of the log name those that were deleted before it.</summary>
    public required int Begins { get; init; }

    /// <summary>How many bytes the writer vouches for in all segments before this one, deleted or not.</summary>
    public required long Offset { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>After how many records the writer signs, so how many a crash can leave without a signature.</summary>
    public required int CheckpointRecords { get; init; }

    /// <summary>How long a record waits for a signature, in seconds.</summary>
    public required double CheckpointSeconds { get; init; }

    /// <summary>
    /// The first record that the writer found at its start and does not vouch for: no signature of its own covers it and what follows, up to
    /// this segment. Null if it vouches for all.
    /// </summary>
    public long? Unvouched { get; init; }

    /// <summary>How many bytes of the segment before count, if a failed write left something behind them; null if all do.</summary>
    public long? PreviousLength { get; init; }

    /// <summary>What was wrong with the segment before it when this one was begun, or null.</summary>
    public string? Break { get; init; }

    /// <summary>The hash of the last line of the segment before.</summary>
    [JsonIgnore]
    public string Link { get; init; } = "";

    /// <summary>Makes the text of a break fit into a header.</summary>
    public static string? Shorten(string? problem) => problem is { Length: > MaxBreakLength } ? problem[..MaxBreakLength] : problem;

    public byte[] ToLine() => JsonSerializer.SerializeToUtf8Bytes(new Line(this, Link), AuditFileJson.Default.HeaderLine);

    /// <returns>The header, or null if the line is not exactly as it would have been written.</returns>
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

    /// <returns>The header that a segment begins with, or null.</returns>
    public static SegmentHeader? Read(Stream segment)
    {
        Span<byte> start = stackalloc byte[MaxBytes];
        start = start[..segment.ReadAtLeast(start, MaxBytes, throwOnEndOfStream: false)];
        var end = start.IndexOf((byte)'\n');
        return end < 0 ? null : Parse(start[..end]);
    }

    internal sealed record Line(SegmentHeader Segment, string Prev);
}
