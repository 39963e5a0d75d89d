namespace McpGuard.Audit;

/// <summary>The path from a leaf of a Merkle tree to its root (RFC 9162 section 2.1.3).</summary>
internal static class MerklePath
{
    /// <returns>The hashes of the neighbours, from the leaf upwards.</returns>
    public static IReadOnlyList<byte[]> Of(IReadOnlyList<byte[]> leaves, int index)
    {
        var path = new List<byte[]>();
        var level = leaves;
        for (; level.Count > 1; index /= 2)
        {
            var neighbour = index ^ 1;
            if (neighbour < level.Count)
                path.Add(level[neighbour]);

            level = Above(level);
        }

        return path;
    }

    /// <returns>The root that the path leads to, or null if no tree of that size has such a path.</returns>
    public static byte[]? Root(ReadOnlySpan<byte> leaf, long index, long size, IReadOnlyList<byte[]> path)
    {
        if (index < 0 || index >= size)
            return null;

        var root = leaf.ToArray();
        var last = size - 1;
        foreach (var neighbour in path)
        {
            // A last node without a neighbour moves up unchanged.
            while (index == last && (index & 1) == 0 && last > 0)
            {
                index >>= 1;
                last >>= 1;
            }

            if (last == 0 || neighbour.Length != MerkleTree.HashSize)
                return null;

            if ((index & 1) == 1)
                MerkleTree.HashNode(neighbour, root, root);
            else
                MerkleTree.HashNode(root, neighbour, root);

            index >>= 1;
            last >>= 1;
        }

        while (index == last && (index & 1) == 0 && last > 0)
        {
            index >>= 1;
            last >>= 1;
        }

        return last == 0 ? root : null;
    }

    private static List<byte[]> Above(IReadOnlyList<byte[]> level)
    {
        var above = new List<byte[]>((level.Count + 1) / 2);
        for (var i = 0; i + 1 < level.Count; i += 2)
        {
            var node = new byte[MerkleTree.HashSize];
            MerkleTree.HashNode(level[i], level[i + 1], node);
            above.Add(node);
        }

        if (level.Count % 2 == 1)
            above.Add(level[^1]);

        return above;
    }
}
