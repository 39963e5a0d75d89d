using System.Text.Json.Serialization;

namespace McpGuard.Audit;

/// <summary>A deletion of segments: their numbers, the reason, and the state of the chain at their end.</summary>
// Its line also has the members of every record.
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record DeletionRecord
{
    /// <summary>The event: <c>segments_deleted</c>.</summary>
    public string Event { get; init; } = "segments_deleted";

    /// <summary>The reason: the segments were old enough, or all segments together were too large.</summary>
    public required DeletionReason Reason { get; init; }

    /// <summary>The time of the deletion, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The number of the first deleted segment.</summary>
    public required int First { get; init; }

    /// <summary>The number of the last deleted segment.</summary>
    public required int Last { get; init; }

    /// <summary>The number of the last deleted record, or null if the segment after it is missing.</summary>
    public long? LastSeq { get; init; }

    /// <summary>The hash of the last deleted line, or null if the segment after it is missing.</summary>
    public string? LastHash { get; init; }
}
