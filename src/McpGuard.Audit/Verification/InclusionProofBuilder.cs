using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace McpGuard.Audit;

/// <summary>Finds a record in a log, and its path to the next signed checkpoint.</summary>
internal static class InclusionProofBuilder
{
    /// <returns>The proof, or null if there is no such record, or no signed checkpoint after it.</returns>
    public static InclusionProof? BuildOrNone(string directory, long seq, CancellationToken cancellationToken)
    {
        var segment = SegmentSource.List(directory).FirstOrDefault(segment => segment.NextSeq is not { } next || next > seq);
        if (segment is null)
            return null;

        using var stream = segment.Open();
        var lines = new LineReader();
        lines.Reset(stream, segment.Length ?? stream.Length);

        var leaves = new List<byte[]>();
        string? record = null;
        var index = 0;
        while (lines.TryRead(out var bytes))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!AuditLine.TryParse(bytes, out var line))
                return null;

            if (line.Kind == LineKind.Record)
            {
                if (line.Seq == seq)
                {
                    record = Encoding.UTF8.GetString(bytes);
                    index = leaves.Count;
                }

                leaves.Add(LeafOf(bytes));
            }
            else if (record is not null && line.Kind == LineKind.Checkpoint && AuditCheckpoint.Parse(bytes) is { Signature: not null })
            {
                var proof = new InclusionProof
                {
                    Record = record,
                    LeafIndex = index,
                    Path = [.. MerklePath.Of(leaves, index).Select(hash => Base64Url.EncodeToString(hash))],
                    Checkpoint = Encoding.UTF8.GetString(bytes),
                };
                return proof.FitsTogether() ? proof : null;
            }
        }

        return null;
    }

    private static byte[] LeafOf(ReadOnlySpan<byte> line)
    {
        var leaf = new byte[MerkleTree.HashSize];
        MerkleTree.HashLeaf(SHA256.HashData(line), leaf);
        return leaf;
    }
}
