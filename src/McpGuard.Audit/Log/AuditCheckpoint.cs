using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard.Audit;

/// <summary>
/// The state of the audit log at one moment. With a checkpoint that was kept elsewhere, a later verification can detect that records are
/// missing.
/// </summary>
/// <remarks>
/// The signature is over the ASCII text <c>mcpguard-audit-checkpoint-v1</c>, a line feed, and the JSON object that is the value of
/// <c>checkpoint</c>, byte for byte as in its line: members in the order of the properties here, names in snake case, without white space.
/// </remarks>
public sealed record AuditCheckpoint
{
    private static ReadOnlySpan<byte> Purpose => "mcpguard-audit-checkpoint-v1\n"u8;

    /// <summary>The random id of the log.</summary>
    public required string Log { get; init; }

    /// <summary>The number of the segment.</summary>
    public required int Segment { get; init; }

    /// <summary>The number of the last record.</summary>
    public required long Seq { get; init; }

    /// <summary>The number of records in the segment so far.</summary>
    public required long Size { get; init; }

    /// <summary>The SHA-256 of the line before the checkpoint, base64url.</summary>
    public required string Hash { get; init; }

    /// <summary>The root of the Merkle tree (RFC 9162) over the segment's records so far, each by the SHA-256 of its line; base64url.</summary>
    public required string Root { get; init; }

    /// <summary>The time of the checkpoint, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The name of the key that signed it, or null without a signature.</summary>
    public string? KeyId { get; init; }

    /// <summary>The signature, base64url, or null.</summary>
    [JsonIgnore]
    public string? Signature { get; init; }

    /// <summary>Reads a checkpoint from its line.</summary>
    /// <param name="line">The line exactly as in the log.</param>
    /// <returns>The checkpoint.</returns>
    /// <exception cref="FormatException">The line is not exactly as the log would write it.</exception>
    public static AuditCheckpoint Parse(string line) =>
        Parse(Encoding.UTF8.GetBytes(line)) ?? throw new FormatException("The text is not the line of a checkpoint.");

    /// <summary>The checkpoint as its line in the log.</summary>
    /// <returns>The line, without its end.</returns>
    public override string ToString() => Encoding.UTF8.GetString(ToLine());

    internal static AuditCheckpoint? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var read = JsonSerializer.Deserialize(line, AuditFileJson.Default.CheckpointLine);
            var checkpoint = read is null ? null : read.Checkpoint with { Signature = read.Signature };
            return line.SequenceEqual(checkpoint?.ToLine()) ? checkpoint : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal byte[] SignedBytes() => [.. Purpose, .. JsonSerializer.SerializeToUtf8Bytes(this, AuditFileJson.Default.AuditCheckpoint)];

    internal byte[] ToLine() =>
        JsonSerializer.SerializeToUtf8Bytes(new Line { Checkpoint = this, Signature = Signature, Prev = Hash }, AuditFileJson.Default.CheckpointLine);

    internal sealed record Line
    {
        public required AuditCheckpoint Checkpoint { get; init; }

        public string? Signature { get; init; }

        public required string Prev { get; init; }
    }
}
