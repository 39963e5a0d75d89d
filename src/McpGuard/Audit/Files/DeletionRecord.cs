using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>Says which segments are deleted because they have been kept long enough, and how the chain stood at their end.</summary>
// In its line it has the members that every record has as well.
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record DeletionRecord
{
    public string Event { get; init; } = "segments_deleted";

    public required DateTimeOffset Time { get; init; }

    public required int First { get; init; }

    public required int Last { get; init; }

    public required long LastSeq { get; init; }

    /// <summary>The hash of the last line that is deleted.</summary>
    public required string LastHash { get; init; }

    /// <returns>The record, or null if the line holds none.</returns>
    public static DeletionRecord? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AuditFileJson.Default.DeletionRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
