using System.Security.Cryptography;

namespace McpGuard.Tests.Audit.Log;

[TestFixture]
internal sealed class MerkleTreeTests
{
    // The vectors of the Certificate Transparency project.
    private static readonly string[] _entries =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    [TestCase(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [TestCase(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [TestCase(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [TestCase(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [TestCase(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [TestCase(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [TestCase(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [TestCase(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [TestCase(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Root_is_that_of_the_known_vectors(int size, string root)
    {
        var tree = new MerkleTree();
        foreach (var entry in _entries[..size])
            tree.Append(Convert.FromHexString(entry));

        Assert.That(Convert.ToHexStringLower(tree.Root()), Is.EqualTo(root));
    }

    [Test]
    public void Path_of_each_leaf_leads_to_the_root_of_every_size()
    {
        var tree = new MerkleTree();
        var leaves = new List<byte[]>();
        for (var size = 1; size <= 70; size++)
        {
            var entry = SHA256.HashData([(byte)size]);
            var leaf = new byte[MerkleTree.HashSize];
            MerkleTree.HashLeaf(entry, leaf);
            tree.Append(entry);
            leaves.Add(leaf);

            for (var index = 0; index < size; index++)
                Assert.That(MerklePath.Root(leaves[index], index, size, MerklePath.Of(leaves, index)), Is.EqualTo(tree.Root()), $"{index} of {size}");
        }
    }

    [Test]
    public void Path_of_another_length_or_place_leads_nowhere()
    {
        byte[][] leaves = [.. Enumerable.Range(0, 7).Select(i => SHA256.HashData([(byte)i]))];
        var root = MerklePath.Root(leaves[2], 2, 7, MerklePath.Of(leaves, 2));
        var path = MerklePath.Of(leaves, 2);

        Assert.That(MerklePath.Root(leaves[2], 2, 7, [.. path, leaves[0]]), Is.Null);
        Assert.That(MerklePath.Root(leaves[2], 2, 7, [.. path.SkipLast(1)]), Is.Null);
        Assert.That(MerklePath.Root(leaves[2], 3, 7, path), Is.Not.EqualTo(root));
        Assert.That(MerklePath.Root(leaves[2], 7, 7, path), Is.Null);
        Assert.That(MerklePath.Root(leaves[2], -1, 7, path), Is.Null);
        Assert.That(MerklePath.Root(leaves[2], 2, 0, path), Is.Null);
        Assert.That(MerklePath.Root(leaves[2], 2, 7, [path[0], path[1], [1, 2, 3]]), Is.Null);
    }
}
