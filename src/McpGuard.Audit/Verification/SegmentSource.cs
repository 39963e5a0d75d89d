namespace McpGuard.Audit;

/// <summary>A segment of a log to read, and what the next segment states about it.</summary>
internal sealed record SegmentSource(string Directory, int Number)
{
    /// <summary>The number of the first record after the segment, or null for the last segment, or if it is unknown.</summary>
    public long? NextSeq { get; private init; }

    /// <summary>The number of its bytes that count, or null for all.</summary>
    public long? Length { get; private init; }

    /// <summary>The time of its start, from its header, or null if that cannot be read.</summary>
    public DateTimeOffset? Time { get; private init; }

    /// <summary>The time of the next segment's start, or null for the last segment, or if it is unknown.</summary>
    public DateTimeOffset? NextTime { get; private init; }

    /// <returns>The segments of a directory, in order. Each is opened when it is reached.</returns>
    public static IEnumerable<SegmentSource> List(string directory)
    {
        var numbers = SegmentFolder.List(directory);
        var header = numbers.Count > 0 ? SegmentFolder.ReadHeader(directory, numbers[0]) : null;
        for (var i = 0; i < numbers.Count; i++)
        {
            var next = i + 1 < numbers.Count ? SegmentFolder.ReadHeader(directory, numbers[i + 1]) : null;

            // The header of any other segment does not refer to this one.
            var follows = next?.Number == numbers[i] + 1;
            yield return new(directory, numbers[i])
            {
                NextSeq = follows ? next!.FirstSeq : null,
                Length = follows && next!.PreviousLength is { } counted ? Math.Max(0, counted) : null,
                Time = header?.Time,
                NextTime = follows ? next!.Time : null,
            };
            header = next;
        }
    }

    public static SegmentHeader? FirstHeader(string directory) =>
        SegmentFolder.List(directory) is [var first, ..] ? SegmentFolder.ReadHeader(directory, first) : null;

    public FileStream Open() => SegmentFolder.OpenRead(Directory, Number);
}
