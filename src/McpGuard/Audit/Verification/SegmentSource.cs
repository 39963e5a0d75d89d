namespace McpGuard;

/// <summary>A segment of a log to read, and what the next one says of it.</summary>
internal sealed record SegmentSource(string Directory, int Number)
{
    /// <summary>The number of the first record behind the segment, or null if it is the last, or not known.</summary>
    public long? NextSeq { get; private init; }

    /// <summary>How many of its bytes count, or null if nothing says so.</summary>
    public long? Length { get; private init; }

    /// <returns>The segments of a directory, in order. Each is looked at when it is its turn.</returns>
    public static IEnumerable<SegmentSource> List(string directory)
    {
        var numbers = SegmentFolder.List(directory);
        for (var i = 0; i < numbers.Count; i++)
        {
            var next = i + 1 < numbers.Count && numbers[i + 1] == numbers[i] + 1 ? ReadHeader(directory, numbers[i + 1]) : null;
            yield return new(directory, numbers[i]) { NextSeq = next?.FirstSeq, Length = next is { PreviousLength: >= 0 and var length } ? length : null };
        }
    }

    public FileStream Open() => SegmentFolder.OpenRead(Directory, Number);

    private static SegmentHeader? ReadHeader(string directory, int number)
    {
        using var stream = SegmentFolder.OpenRead(directory, number);
        return SegmentHeader.Read(stream);
    }
}
