using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace McpGuard.Tests.Audit.Writing;

[TestFixture]
[Category("AUD-4")]
internal sealed class AuditFileCheckpointTests
{
    private AuditLog _log = null!;

    private AuditCheckpoint[] Checkpoints =>
        [.. _log.Lines.Where(line => line.StartsWith("{\"checkpoint\"", StringComparison.Ordinal)).Select(AuditCheckpoint.Parse)];

    [SetUp]
    public void SetUp() => _log = new();

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public async Task Checkpoint_follows_the_configured_number_of_records_and_ends_the_log()
    {
        _log.Options.CheckpointRecords = 10;
        await _log.WriteAsync(25);

        Assert.That(Checkpoints.Select(checkpoint => checkpoint.Seq), Is.EqualTo(new[] { 10, 20, 25 }));
    }

    [Test]
    public async Task Record_does_not_wait_longer_for_a_checkpoint_than_the_interval()
    {
        await using var file = _log.Open();
        await file.AppendAsync(AuditLog.Record("a"), AuditDurability.Flushed, CancellationToken.None);
        Assert.That(Checkpoints, Is.Empty);

        _log.Time.Advance(_log.Options.CheckpointInterval);
        await Eventually.IsTrueAsync(() => _log.Streams.Flushes == 2);

        Assert.That(Checkpoints.Select(checkpoint => checkpoint.Seq), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task Clock_that_is_set_back_delays_no_checkpoint()
    {
        await using var file = _log.Open();
        await file.AppendAsync(AuditLog.Record("a"), AuditDurability.Flushed, CancellationToken.None);
        _log.Time.AdjustTime(_log.Time.GetUtcNow().AddDays(-1));

        _log.Time.Advance(_log.Options.CheckpointInterval);
        await Eventually.IsTrueAsync(() => _log.Streams.Flushes == 2);

        Assert.That(Checkpoints.Select(checkpoint => checkpoint.Seq), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task Each_closed_segment_ends_with_a_checkpoint_of_all_its_records()
    {
        _log.Options.MaxSegmentBytes = 4096;
        await _log.WriteAsync(100);

        Assert.That(_log.Segments, Has.Length.GreaterThan(2));
        foreach (var lines in _log.Segments.Select(File.ReadAllLines))
            Assert.That(AuditCheckpoint.Parse(lines[^1]).Size, Is.EqualTo(lines.Length - 2));
    }

    [Test]
    public async Task Signature_covers_the_purpose_and_the_exact_object_of_the_line()
    {
        await _log.WriteAsync(1);

        var line = _log.Lines[^1];
        var start = "{\"checkpoint\":".Length;
        var body = line[start..(line.IndexOf(",\"signature\"", StringComparison.Ordinal))];
        using var key = ECDsa.Create();
        key.ImportFromPem(AuditLog.PublicPem);
        Assert.That(
            key.VerifyData(
                Encoding.ASCII.GetBytes($"mcpguard-audit-checkpoint-v1\n{body}"),
                Base64Url.DecodeFromChars(Checkpoints[0].Signature),
                HashAlgorithmName.SHA256),
            Is.True);
    }

    [Test]
    public async Task Without_a_signer_checkpoints_are_unsigned_and_the_verification_reports_it()
    {
        _log.Signer = null;
        await _log.WriteAsync(1);

        Assert.That(Checkpoints.Single(), Has.Property("Signature").Null.And.Property("KeyId").Null);
        var result = _log.Verify();
        Assert.That(result, Has.Property("Verdict").EqualTo(AuditVerdict.Consistent).And.Property("IsIntact").False.And.Property("SignedSeq").Zero);
        Assert.That(result.Findings.Select(finding => finding.Kind), Is.EqualTo(new[] { AuditFindingKind.SignaturesNotChecked }));
    }

    [Test]
    public async Task Signer_reads_a_pem_file_or_a_certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var path = Path.Combine(_log.Root, "key.pem");
        await File.WriteAllTextAsync(path, key.ExportECPrivateKeyPem());
        using var certificate = new CertificateRequest("CN=audit", key, HashAlgorithmName.SHA256).CreateSelfSigned(Callers.Now, Callers.Now.AddDays(1));

        using var fromFile = EcdsaAuditSigner.FromPemFile(path);
        using var fromCertificate = EcdsaAuditSigner.FromCertificate(certificate);
        using var verification = AuditVerificationKey.FromPem(certificate.ExportCertificatePem());

        Assert.That(new[] { fromFile.KeyId, fromCertificate.KeyId }, Is.All.EqualTo(verification.KeyId));
    }

    [Test]
    public void Key_of_another_kind_does_not_sign()
    {
        Assert.That(() => new EcdsaAuditSigner(ECDsa.Create(ECCurve.NamedCurves.nistP384)), Throws.ArgumentException);
        Assert.That(() => new EcdsaAuditSigner(ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1)), Throws.ArgumentException);
        Assert.That(() => new AuditVerificationKey(ECDsa.Create(ECCurve.NamedCurves.nistP521)), Throws.ArgumentException);
    }

    [Test]
    public void Public_key_alone_does_not_sign()
    {
        var key = ECDsa.Create();
        key.ImportFromPem(AuditLog.PublicPem);

        Assert.That(() => new EcdsaAuditSigner(key), Throws.InstanceOf<CryptographicException>());
    }

    [TestCase("")]
    [TestCase("a\nb")]
    [TestCase("a b")]
    public void Signer_with_a_name_that_could_be_misread_is_refused(string keyId)
    {
        _log.Signer = Moq.Mock.Of<IAuditSigner>(signer => signer.KeyId == keyId);

        Assert.That(_log.Open, Throws.ArgumentException);
    }
}
