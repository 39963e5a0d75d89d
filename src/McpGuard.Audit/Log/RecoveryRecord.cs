using System.Text.Json.Serialization;

namespace McpGuard.Audit;

/// <summary>
/// The first record after an unclean shutdown, or after the log was damaged while it was written: the state that the writer found, and the
/// records that it does not vouch for.
/// </summary>
// Its line also has the members of every record.
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record RecoveryRecord
{
    /// <summary>The event: <c>recovered</c>.</summary>
    public string Event { get; init; } = "recovered";

    /// <summary>The time at which the log continued, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The last existing segment.</summary>
    public required int Segment { get; init; }

    /// <summary>The number of its bytes in complete lines.</summary>
    public required long Offset { get; init; }

    /// <summary>The number of bytes after these. They stay in the file, and are not part of the log.</summary>
    public required long Bytes { get; init; }

    /// <summary>The first record that no signature of this writer covers, or null if all are covered.</summary>
    public long? UnvouchedFrom { get; init; }

    /// <summary>The last record that no signature of this writer covers, or null if all are covered.</summary>
    public long? UnvouchedTo { get; init; }

    /// <summary>The hash of the last existing line.</summary>
    public string? LastHash { get; init; }

    /// <summary>The problem of the log, or null if a crash explains its state.</summary>
    public string? Problem { get; init; }
}
