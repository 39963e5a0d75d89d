namespace McpGuard.Audit;

/// <summary>A segment of a log to read, and what the next one says of it.</summary>
internal sealed record SegmentSource(string Directory, int Number)
{
    /// <summary>The number of the first record behind the segment, or null if it is the last, or not known.</summary>
    public long? NextSeq { get; private init; }

    /// <summary>How many of its bytes count, if not all.</summary>
    public long? Length { get; private init; }

    /// <summary>When it was begun, as its header says, or null if that cannot be read.</summary>
    public DateTimeOffset? Time { get; private init; }

    /// <summary>When the next one was begun, or null if it is the last, or not known.</summary>
    public DateTimeOffset? NextTime { get; private init; }

    /// <returns>The segments of a directory, in order. Each is looked at when it is its turn.</returns>
    public static IEnumerable<SegmentSource> List(string directory)
    {
        var numbers = SegmentFolder.List(directory);
        var header = numbers.Count > 0 ? SegmentFolder.ReadHeader(directory, numbers[0]) : null;
        for (var i = 0; i < numbers.Count; i++)
        {
            var next = i + 1 < numbers.Count ? SegmentFolder.ReadHeader(directory, numbers[i + 1]) : null;

            // The header of any other segment knows nothing of this one.
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
