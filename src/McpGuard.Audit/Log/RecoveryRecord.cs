using System.Text.Json.Serialization;

namespace McpGuard.Audit;

/// <summary>
/// The first record after a stop that was none of the log's own, or after the log was damaged while it was written: what the writer
/// found, and which records it does not vouch for.
/// </summary>
// In its line it has the members that every record has as well.
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record RecoveryRecord
{
    /// <summary>What the line is about: <c>recovered</c>.</summary>
    public string Event { get; init; } = "recovered";

    /// <summary>When the log went on, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The last segment that was there.</summary>
    public required int Segment { get; init; }

    /// <summary>How many bytes of it are whole lines.</summary>
    public required long Offset { get; init; }

    /// <summary>How many bytes stood after them. They are left where they are, and are no part of the log.</summary>
    public required long Bytes { get; init; }

    /// <summary>The first record that no signature of this writer covers, or null if all are covered.</summary>
    public long? UnvouchedFrom { get; init; }

    /// <summary>The last record that no signature of this writer covers, or null if all are covered.</summary>
    public long? UnvouchedTo { get; init; }

    /// <summary>The hash of the last line that was found.</summary>
    public string? LastHash { get; init; }

    /// <summary>What was wrong with the log, or null if a crash explains what was found.</summary>
    public string? Problem { get; init; }
}
