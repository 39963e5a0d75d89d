using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;

namespace McpGuard.Tests.Recording.Sinks;

[TestFixture]
internal sealed class FileAuditSinkTests
{
    private AuditLog _log = null!;

    [SetUp]
    public void SetUp() => _log = new();

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public async Task Each_record_is_one_line_of_the_log()
    {
        await using (var sink = Open())
        {
            await sink.WriteAsync(Record("a\r\nb\u2028c"), CancellationToken.None);
            await sink.WriteAsync(Record("second"), CancellationToken.None);
        }

        Assert.That(Targets(), Is.EqualTo(new[] { "a\r\nb\u2028c", "second" }));
        Assert.That(AuditVerifier.Verify(_log.Directory).Verdict, Is.EqualTo(AuditVerdict.Consistent));
    }

    [Test]
    [Category("AUD-3")]
    public async Task Decision_is_on_stable_storage_when_the_sink_has_taken_it()
    {
        await using var sink = Open();

        await sink.WriteAsync(Record("first"), CancellationToken.None);

        Assert.That(Targets(), Is.EqualTo(new[] { "first" }));
    }

    [Test]
    public async Task Outcome_is_in_the_log_at_the_latest_when_the_sink_is_closed()
    {
        await using (var sink = Open())
            await sink.WriteAsync(Record("first", AuditEvent.Outcome), CancellationToken.None);

        Assert.That(Targets(), Is.EqualTo(new[] { "first" }));
    }

    [Test]
    public void Without_a_directory_nothing_is_written()
    {
        using var sink = Open(new McpGuardOptions());

        Assert.That(async () => await sink.WriteAsync(Record("x"), CancellationToken.None), Throws.Nothing);
        Assert.That(System.IO.Directory.EnumerateFileSystemEntries(_log.Root), Is.Empty);
    }

    [Test]
    public async Task Failure_is_not_swallowed()
    {
        var sink = Open();
        await sink.DisposeAsync();

        Assert.That(async () => await sink.WriteAsync(Record("x"), CancellationToken.None), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Checkpoints_are_signed_with_the_key_of_the_file()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Path.Combine(_log.Root, "key.pem");
        await File.WriteAllTextAsync(file, key.ExportPkcs8PrivateKeyPem());
        var options = Options();
        options.Audit.File.SigningKey = file;
        await using (var sink = Open(options))
            await sink.WriteAsync(Record("first"), CancellationToken.None);

        using var known = AuditVerificationKey.FromPem(key.ExportSubjectPublicKeyInfoPem());
        var verification = AuditVerifier.Verify(_log.Directory, new AuditVerificationOptions { Keys = { known } });
        Assert.That((verification.IsIntact, verification.SignedSeq), Is.EqualTo((true, 1L)));
    }

    [Test]
    public async Task Checkpoints_are_signed_by_the_registered_signer()
    {
        await using (var sink = Open(signer: _log.Signer))
            await sink.WriteAsync(Record("first"), CancellationToken.None);

        Assert.That((_log.Verify().IsIntact, _log.Verify().SignedSeq), Is.EqualTo((true, 1L)));
    }

    [Test]
    public async Task Missing_key_is_reported()
    {
        var logger = new FakeLogger<FileAuditSink>();
        await using var sink = new FileAuditSink(
            Microsoft.Extensions.Options.Options.Create(Options()), _log.Time, new ServiceCollection().BuildServiceProvider(), logger);

        Assert.That(logger.LatestRecord.Message, Does.Contain("no signing key"));
    }

    [Test]
    public async Task Start_and_stop_name_the_newest_checkpoint()
    {
        var logger = new FakeLogger<FileAuditSink>();
        await using (var sink = OpenWith(logger))
            await sink.WriteAsync(Record("first"), CancellationToken.None);

        var closed = AuditCheckpoint.Parse(_log.Lines[^1]);
        Told(logger.LatestRecord, "is closed and has 1 records", closed);

        await using (var sink = OpenWith(logger))
        {
            Told(logger.LatestRecord, "is open and has 1 records", closed);
            await sink.WriteAsync(Record("second"), CancellationToken.None);
        }

        var newest = AuditCheckpoint.Parse(_log.Lines[^1]);
        Told(logger.LatestRecord, "is closed and has 2 records", newest);
        Assert.That(_log.Verify(options => options.TrustedCheckpoints.Add(newest)).IsIntact, Is.True, "What is logged can be given to the verification.");

        FileAuditSink OpenWith(FakeLogger<FileAuditSink> logger) =>
            new(
                Microsoft.Extensions.Options.Options.Create(Options()),
                _log.Time,
                new ServiceCollection().AddSingleton(_log.Signer!).BuildServiceProvider(),
                logger);

        static void Told(FakeLogRecord record, string text, AuditCheckpoint checkpoint)
        {
            Assert.That(record.Level, Is.EqualTo(Microsoft.Extensions.Logging.LogLevel.Information));
            Assert.That(record.Message, Does.Contain(text).And.Contain(checkpoint.Log).And.EndsWith(checkpoint.ToString()));
        }
    }

    [TestCase("missing.pem")]
    [TestCase("/")]
    public async Task Startup_fails_for_key_that_cannot_be_read(string path)
    {
        var options = Options();
        options.Audit.File.SigningKey = Path.Combine(_log.Root, path);

        await AssertRefusedAsync(options, "McpGuard:Audit:File");
    }

    [Test]
    public async Task Checkpoints_are_signed_with_the_key_of_a_certificate_in_the_store()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=mcpguard-{Guid.NewGuid():N}", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(Callers.Now.AddDays(-2), Callers.Now.AddDays(-1));
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.PersistKeySet);
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        store.Add(certificate);
        try
        {
            var options = Options();
            options.Audit.File.SigningCertificate = certificate.Thumbprint;
            await using (var sink = Open(options))
                await sink.WriteAsync(Record("first"), CancellationToken.None);

            using var known = AuditVerificationKey.FromPem(certificate.ExportCertificatePem());
            var verification = AuditVerifier.Verify(_log.Directory, new AuditVerificationOptions { Keys = { known } });
            Assert.That((verification.IsIntact, verification.SignedSeq), Is.EqualTo((true, 1L)), "That the certificate has ended says nothing of its key.");
        }
        finally
        {
            store.Remove(certificate);
        }
    }

    [Test]
    public async Task Startup_fails_for_certificate_that_no_store_has()
    {
        var options = Options();
        options.Audit.File.SigningCertificate = new string('0', 40);

        await AssertRefusedAsync(options, "SigningCertificate");
    }

    private async Task AssertRefusedAsync(McpGuardOptions options, string message)
    {
        await using var sink = Open(options);

        Assert.That(sink.Problem, Does.Contain(message));
        Assert.That(() => new AuditHarness(null, sink), Throws.InstanceOf<McpGuardConfigurationException>().With.Message.Contains(sink.Problem!));
    }

    [Test]
    public async Task Second_disposal_takes_no_key_from_a_log_that_is_still_being_written()
    {
        var options = Options();
        options.Audit.File.SigningKey = Path.Combine(_log.Root, "key.pem");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(options.Audit.File.SigningKey, key.ExportPkcs8PrivateKeyPem());
        using var goOn = new ManualResetEventSlim();
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) =>
        {
            if (instrument.Meter.Scope == meters)
                goOn.Wait();
        });
        listener.Start();

        // The host has no more time for the first disposal, and then comes the container's.
        var sink = new FileAuditSink(
            Microsoft.Extensions.Options.Options.Create(options),
            _log.Time,
            new ServiceCollection().BuildServiceProvider(),
            NullLogger<FileAuditSink>.Instance,
            new GuardMetrics(meters));
        var written = sink.WriteAsync(Record("first"), CancellationToken.None).AsTask();
        await sink.WriteAsync(Record("second", AuditEvent.Outcome), CancellationToken.None);
        var stopped = sink.DisposeAsync().AsTask();
        await sink.DisposeAsync();
        goOn.Set();
        await Task.WhenAll(written, stopped);

        Assert.That(Targets(), Is.EqualTo(new[] { "first", "second" }));
        Assert.That(
            AuditVerifier.Verify(_log.Directory, new AuditVerificationOptions { RequireFinalCheckpoint = true }).Verdict, Is.EqualTo(AuditVerdict.Consistent));
    }

    [Test]
    public void Opening_and_closing_on_the_only_thread_of_a_context_ends()
    {
        using var local = new EcdsaAuditSigner(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var signer = new Moq.Mock<IAuditSigner>();
        signer.SetupGet(it => it.KeyId).Returns(local.KeyId);
        signer.SetupGet(it => it.VerificationKey).Returns(local.VerificationKey);
        signer.Setup(it => it.SignAsync(Moq.It.IsAny<ReadOnlyMemory<byte>>(), Moq.It.IsAny<CancellationToken>()))
            .Returns(async (ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        {
            await Task.Yield();
            return await local.SignAsync(data, cancellationToken);
        });
        var posted = 0;
        var thread = new Thread(() =>
        {
            // Whatever is posted here waits for the thread, which is closing the sink.
            var context = new Moq.Mock<SynchronizationContext> { CallBase = true };
            context.Setup(it => it.Post(Moq.It.IsAny<SendOrPostCallback>(), Moq.It.IsAny<object?>())).Callback(() => posted++);
            SynchronizationContext.SetSynchronizationContext(context.Object);
            for (var i = 0; i < 2; i++)
            {
                using var sink = Open(signer: signer.Object);
                _ = sink.WriteAsync(Record("first"), CancellationToken.None).AsTask();
            }
        })
        { IsBackground = true };
        thread.Start();

        Assert.That(thread.Join(TimeSpan.FromMinutes(1)), Is.True);
        Assert.That(posted, Is.Zero);
        Assert.That(Targets(), Is.EqualTo(new[] { "first", "first" }));
    }

    private McpGuardOptions Options() => new() { Audit = { File = { Directory = _log.Directory } } };

    private FileAuditSink Open(McpGuardOptions? options = null, IAuditSigner? signer = null)
    {
        var services = new ServiceCollection();
        if (signer is not null)
            services.AddSingleton(signer);

        return new FileAuditSink(
            Microsoft.Extensions.Options.Options.Create(options ?? Options()), _log.Time, services.BuildServiceProvider(), NullLogger<FileAuditSink>.Instance);
    }

    private string?[] Targets() => [.. AuditReader.Read(_log.Directory).Select(record => (string?)JsonNode.Parse(record.Json)!["target"])];

    private static AuditRecord Record(string target, AuditEvent @event = AuditEvent.Decision) => new()
    {
        RecordId = "record-1",
        LoggedTime = Callers.Now,
        Time = Callers.Now,
        Event = @event,
        OperationId = "op-1",
        Transport = "stdio",
        Target = target,
    };
}
