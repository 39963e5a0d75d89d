using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard.Audit;

/// <summary>Proves that one record is in the audit log. The recipient needs only this document and the public key, and sees no other record.</summary>
public sealed record InclusionProof
{
    private const string CurrentFormat = "mcpguard-inclusion-proof-v1";
    private const int MaxPath = 64;

    /// <summary>The version of the document.</summary>
    public string Format { get; init; } = CurrentFormat;

    /// <summary>The record's line, exactly as in the log.</summary>
    public required string Record { get; init; }

    /// <summary>The index of the record in its segment's Merkle tree, from zero.</summary>
    public required long LeafIndex { get; init; }

    /// <summary>The hashes from the leaf up to the root, base64url.</summary>
    public required IReadOnlyList<string> Path { get; init; }

    /// <summary>The checkpoint's line, with the root, the signature and the name of the key.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Makes the proof for a record.</summary>
    /// <param name="directory">The directory of the log.</param>
    /// <param name="seq">The record's number.</param>
    /// <param name="cancellationToken">Cancels the reading of the log.</param>
    /// <returns>The proof.</returns>
    /// <exception cref="InvalidOperationException">There is no such record, no signed checkpoint covers it yet, or the next one contradicts
    /// the records before it.</exception>
    /// <exception cref="IOException">The log cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static InclusionProof Create(string directory, long seq, CancellationToken cancellationToken = default) =>
        InclusionProofBuilder.BuildOrNone(directory, seq, cancellationToken) ??
        throw new InvalidOperationException(
            $"Record {seq} is not in the log, no signed checkpoint covers it yet, or the checkpoint does not fit the records before it.");

    /// <summary>Reads a proof.</summary>
    /// <param name="json">The document.</param>
    /// <returns>The proof.</returns>
    /// <exception cref="JsonException">The document is not a proof.</exception>
    public static InclusionProof Parse(string json) =>
        JsonSerializer.Deserialize(json, InclusionProofJson.Default.InclusionProof) ?? throw new JsonException("The document is null.");

    /// <summary>Verifies that the record was in the log of the key's holder.</summary>
    /// <param name="key">The public key.</param>
    /// <returns>True if the document is consistent and signed with the key.</returns>
    public bool Verify(AuditVerificationKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return AuditCheckpoint.Parse(Encoding.UTF8.GetBytes(Checkpoint)) is { } checkpoint && key.HasSigned(checkpoint) && FitsTogether();
    }

    /// <summary>The proof as one JSON document.</summary>
    /// <returns>The document.</returns>
    public override string ToString() => JsonSerializer.Serialize(this, InclusionProofJson.Default.InclusionProof);

    /// <returns>Whether the path leads from the record to the checkpoint's root, without checking its signature.</returns>
    internal bool FitsTogether()
    {
        var bytes = Encoding.UTF8.GetBytes(Record);
        return Format == CurrentFormat &&
            AuditCheckpoint.Parse(Encoding.UTF8.GetBytes(Checkpoint)) is { } checkpoint &&
            AuditLine.TryParse(bytes, out var line) && line.Kind == LineKind.Record && !bytes.AsSpan().Contains((byte)'\n') &&
            RootOf(bytes, checkpoint.Size) is { } root && Base64Url.EncodeToString(root) == checkpoint.Root;
    }

    private byte[]? RootOf(byte[] line, long size)
    {
        if (Path.Count > MaxPath || Path.Any(hash => hash is null || !Base64Url.IsValid(hash)))
            return null;

        Span<byte> leaf = stackalloc byte[MerkleTree.HashSize];
        MerkleTree.HashLeaf(SHA256.HashData(line), leaf);
        return MerklePath.Root(leaf, LeafIndex, size, [.. Path.Select(hash => Base64Url.DecodeFromChars(hash))]);
    }
}

/// <summary>Serializes a proof.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(InclusionProof))]
internal sealed partial class InclusionProofJson : JsonSerializerContext;
