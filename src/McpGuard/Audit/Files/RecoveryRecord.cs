using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>
/// The first record after a stop that was none of the log's own: what was cut off its end, and where it is kept. Zero bytes mean
/// that the log ended with a whole line, but without the checkpoint of an orderly stop.
/// </summary>
// In its line it has the members that every record has as well.
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record RecoveryRecord
{
    /// <summary>What the line is about: <c>recovered</c>.</summary>
    public string Event { get; init; } = "recovered";

    /// <summary>When the log went on, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The segment whose end it is.</summary>
    public required int Segment { get; init; }

    /// <summary>Where in the segment the bytes stood.</summary>
    public required long Offset { get; init; }

    /// <summary>How many bytes were cut off.</summary>
    public required long Bytes { get; init; }

    /// <summary>The SHA-256 of the bytes, or null if there were none.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The file that the bytes were moved to, or null if there were none.</summary>
    public string? File { get; init; }

    /// <returns>The record, or null if the line holds none.</returns>
    internal static RecoveryRecord? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AuditFileJson.Default.RecoveryRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
