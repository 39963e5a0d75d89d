using System.Text.Json.Serialization;

namespace McpGuard.Audit;

/// <summary>Says which segments are deleted, why, and how the chain stood at their end.</summary>
// In its line it has the members that every record has as well.
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record DeletionRecord
{
    /// <summary>What the line is about: <c>segments_deleted</c>.</summary>
    public string Event { get; init; } = "segments_deleted";

    /// <summary>Why: they were kept for as long as they had to be, or all segments together were too large.</summary>
    public required DeletionReason Reason { get; init; }

    /// <summary>When they were deleted, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The number of the first segment that is deleted.</summary>
    public required int First { get; init; }

    /// <summary>The number of the last segment that is deleted.</summary>
    public required int Last { get; init; }

    /// <summary>The number of the last record that is deleted, or null if the segment after it is missing.</summary>
    public long? LastSeq { get; init; }

    /// <summary>The hash of the last line that is deleted, or null if the segment after it is missing.</summary>
    public string? LastHash { get; init; }
}
