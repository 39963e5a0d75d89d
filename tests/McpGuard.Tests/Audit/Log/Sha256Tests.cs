using System.Security.Cryptography;

namespace McpGuard.Tests.Audit.Log;

[TestFixture]
internal sealed class Sha256Tests
{
    [Test]
    public void Hash_after_one_that_failed_is_of_its_own_data_only()
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        Sha256.Hash("first"u8, hash);

        Assert.That(() => Sha256.Hash("failed"u8, new byte[1]), Throws.ArgumentException);
        Sha256.Hash("second"u8, hash);

        Assert.That(hash, Is.EqualTo(SHA256.HashData("second"u8)));
    }
}
