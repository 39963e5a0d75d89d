using System.Numerics;
using System.Security.Cryptography;

namespace McpGuard.Audit;

/// <summary>A growing Merkle tree (RFC 9162 section 2.1). It keeps only the roots of the full subtrees, one for each bit of its size.</summary>
internal sealed class MerkleTree
{
    public const int HashSize = SHA256.HashSizeInBytes;
    private const int MaxHeight = 64;

    private readonly byte[] _peaks = new byte[MaxHeight * HashSize];

    public long Count { get; private set; }

    public static void HashLeaf(ReadOnlySpan<byte> entry, Span<byte> leaf)
    {
        Span<byte> input = stackalloc byte[1 + HashSize];
        input[0] = 0;
        entry.CopyTo(input[1..]);
        Sha256.Hash(input[..(1 + entry.Length)], leaf);
    }

    public static void HashNode(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> node)
    {
        Span<byte> input = stackalloc byte[1 + (2 * HashSize)];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + HashSize)..]);
        Sha256.Hash(input, node);
    }

    /// <summary>Adds an entry, which is already a hash.</summary>
    public void Append(ReadOnlySpan<byte> entry)
    {
        Span<byte> node = stackalloc byte[HashSize];
        HashLeaf(entry, node);

        var height = 0;
        for (var count = Count; (count & 1) == 1; count >>= 1)
            HashNode(Peak(height++), node, node);

        node.CopyTo(Peak(height));
        Count++;
    }

    public byte[] Root()
    {
        if (Count == 0)
            return SHA256.HashData([]);

        var height = BitOperations.TrailingZeroCount(Count);
        var root = Peak(height).ToArray();
        while (++height < MaxHeight)
        {
            if ((Count >> height & 1) == 1)
                HashNode(Peak(height), root, root);
        }

        return root;
    }

    public void Clear() => Count = 0;

    public void CopyFrom(MerkleTree other)
    {
        other._peaks.CopyTo(_peaks, 0);
        Count = other.Count;
    }

    private Span<byte> Peak(int height) => _peaks.AsSpan(height * HashSize, HashSize);
}
