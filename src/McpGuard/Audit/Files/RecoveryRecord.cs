namespace McpGuard;

/// <summary>
/// The first record after a stop that was none of ours: what was cut off the end of the log, and where it is kept. Zero bytes mean
/// that the log ended with a whole line, but without the checkpoint of an orderly stop.
/// </summary>
internal sealed record RecoveryRecord
{
    public string Event { get; init; } = "recovered";

    public required DateTimeOffset Time { get; init; }

    public required int Segment { get; init; }

    /// <summary>Where in the segment the bytes stood.</summary>
    public required long Offset { get; init; }

    public required long Bytes { get; init; }

    public string? Sha256 { get; init; }

    public string? File { get; init; }
}
