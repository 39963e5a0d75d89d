using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGuard.Tests.Audit.Verification;

[TestFixture]
[Category("AUD-4")]
internal sealed class InclusionProofTests
{
    private AuditLog _log = null!;
    private AuditVerificationKey _key = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _log = new(options => (options.MaxSegmentBytes, options.CheckpointRecords) = (4096, 10));
        await _log.WriteAsync(60);
        _key = AuditVerificationKey.FromPem(AuditLog.PublicPem);
    }

    [TearDown]
    public void TearDown()
    {
        _key.Dispose();
        _log.Dispose();
    }

    [Test]
    public void Each_record_is_proved_by_its_document_and_the_public_key()
    {
        foreach (var record in AuditReader.Read(_log.Directory))
        {
            var proof = InclusionProof.Parse(InclusionProof.Create(_log.Directory, record.Seq).ToString());

            Assert.That(proof.Verify(_key), Is.True, $"record {record.Seq}");
            Assert.That(proof.Record, Is.EqualTo(record.Json));
        }
    }

    [Test]
    public void Document_may_be_written_in_another_way()
    {
        var indented = JsonNode.Parse(InclusionProof.Create(_log.Directory, 17).ToString())!.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

        Assert.That(InclusionProof.Parse(indented).Verify(_key), Is.True);
    }

    [Test]
    public void Nothing_in_it_can_be_changed()
    {
        var proof = InclusionProof.Create(_log.Directory, 17);
        var other = InclusionProof.Create(_log.Directory, 41);

        InclusionProof[] forged =
        [
            proof with { Record = proof.Record.Replace("record-16", "record-17", StringComparison.Ordinal) },
            proof with { Record = proof.Record.Replace("\"seq\":17", "\"seq\":18", StringComparison.Ordinal) },
            proof with { Record = "{}" },
            proof with { Record = other.Record },
            proof with { LeafIndex = proof.LeafIndex + 1 },
            proof with { LeafIndex = -1 },
            proof with { LeafIndex = long.MaxValue },
            proof with { Path = [.. proof.Path.Reverse()] },
            proof with { Path = [] },
            proof with { Path = [.. proof.Path, proof.Path[0]] },
            proof with { Path = ["not base64url!"] },
            proof with { Path = [.. Enumerable.Repeat(proof.Path[0], 1000)] },
            proof with { Checkpoint = other.Checkpoint },
            proof with { Checkpoint = (AuditCheckpoint.Parse(proof.Checkpoint) with { Seq = 21 }).ToString() },
            proof with { Checkpoint = "" },
            proof with { Format = "mcpguard-inclusion-proof-v2" },
        ];

        Assert.That(forged.Select(document => document.Verify(_key)), Is.All.False);
    }

    [Test]
    public void Another_key_proves_nothing()
    {
        using var other = new AuditVerificationKey(ECDsa.Create(ECCurve.NamedCurves.nistP256), _key.KeyId);

        Assert.That(InclusionProof.Create(_log.Directory, 17).Verify(other), Is.False);
    }

    [TestCase(0)]
    [TestCase(61)]
    public void Record_that_is_not_there_cannot_be_proved(long seq) =>
        Assert.That(() => InclusionProof.Create(_log.Directory, seq), Throws.InvalidOperationException);

    [Test]
    public void Search_for_the_record_can_be_cancelled() =>
        Assert.That(() => InclusionProof.Create(_log.Directory, 17, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());

    [Test]
    public async Task Record_that_no_signature_covers_cannot_be_proved()
    {
        _log.Signer = null;
        await _log.WriteAsync(1);

        Assert.That(() => InclusionProof.Create(_log.Directory, 61), Throws.InvalidOperationException);
    }

    [Test]
    public async Task Record_that_its_checkpoint_does_not_cover_cannot_be_proved()
    {
        var text = await File.ReadAllTextAsync(_log.Segments[0]);
        await File.WriteAllTextAsync(_log.Segments[0], text.Replace("\"target\":\"record-2\"", "\"target\":\"forged\"", StringComparison.Ordinal));

        Assert.That(() => InclusionProof.Create(_log.Directory, 3), Throws.InvalidOperationException);
    }


    [TestCase("")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("{\"record\":null,\"leaf_index\":0,\"path\":[],\"checkpoint\":\"\"}")]
    public void Document_that_is_not_a_proof_is_refused(string json) =>
        Assert.That(() => InclusionProof.Parse(json), Throws.InstanceOf<JsonException>());
}
