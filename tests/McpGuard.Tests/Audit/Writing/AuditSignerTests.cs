using Moq;

namespace McpGuard.Tests.Audit.Writing;

/// <summary>A signer that fails, hangs or signs wrongly loses no record and stops no call.</summary>
[TestFixture]
[Category("AUD-3")]
internal sealed class AuditSignerTests
{
    private readonly List<Exception> _failures = [];
    private AuditLog _log = null!;
    private RemoteSigner _signer = null!;

    [SetUp]
    public void SetUp()
    {
        _failures.Clear();
        _log = new(options => options.CheckpointRecords = 1);
        _log.Signer = _signer = new(_log.Signer!);
    }

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public async Task Remote_signer_signs_every_checkpoint()
    {
        await using (var file = Open())
        {
            await AppendAsync(file, "first");
            await AppendAsync(file, "second");
        }

        Assert.That(_log.Verify(), Has.Property("Verdict").EqualTo(AuditVerdict.Intact).And.Property("LastSeq").EqualTo(2));
        Assert.That(_failures, Is.Empty);
    }

    [Test]
    public async Task Signer_finds_nothing_of_the_call_that_was_writing()
    {
        var call = new AsyncLocal<string?>();
        var found = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var file = Open();
        _signer.Fault = _ =>
        {
            found.TrySetResult(call.Value);
            return new(new byte[64]);
        };

        call.Value = "the caller";
        await AppendAsync(file, "first");

        // The record does not wait for its signature.
        Assert.That(await found.Task.WaitAsync(TimeSpan.FromSeconds(30)), Is.Null);
    }

    private static IEnumerable<TestCaseData> Faults()
    {
        yield return new TestCaseData(
            (Func<ReadOnlyMemory<byte>, ValueTask<byte[]>>)(_ => throw new InvalidOperationException("The key vault is unavailable.")))
            .SetArgDisplayNames("throws at once");
        yield return new TestCaseData((Func<ReadOnlyMemory<byte>, ValueTask<byte[]>>)(async _ =>
        {
            await Task.Yield();
            throw new TimeoutException();
        })).SetArgDisplayNames("throws later");
        yield return new TestCaseData((Func<ReadOnlyMemory<byte>, ValueTask<byte[]>>)(_ => ValueTask.FromCanceled<byte[]>(new(canceled: true))))
            .SetArgDisplayNames("is cancelled");
        yield return new TestCaseData((Func<ReadOnlyMemory<byte>, ValueTask<byte[]>>)(_ => new((byte[])null!))).SetArgDisplayNames("gives null");
        yield return new TestCaseData((Func<ReadOnlyMemory<byte>, ValueTask<byte[]>>)(_ => new(new byte[3]))).SetArgDisplayNames("gives too few bytes");
        yield return new TestCaseData((Func<ReadOnlyMemory<byte>, ValueTask<byte[]>>)(_ => new(new byte[64]))).SetArgDisplayNames("gives a wrong signature");
    }

    [TestCaseSource(nameof(Faults))]
    public async Task Signer_that_fails_loses_no_record_and_its_next_signature_covers_all(Func<ReadOnlyMemory<byte>, ValueTask<byte[]>> fault)
    {
        await using (var file = Open())
        {
            _signer.Fault = fault;
            await AppendAsync(file, "first");
            await AppendAsync(file, "second");
            await Eventually.IsTrueAsync(() => file.SigningProblem is not null);
            Assert.That(_failures, Has.Count.EqualTo(1), "One outage is told once.");

            _signer.Fault = null;
            _log.Time.Advance(CheckpointSigner.Pause);
            await AppendAsync(file, "third");
            await Eventually.IsTrueAsync(() => file.SigningProblem is null);
        }

        Assert.That(_log.Verify(), Has.Property("Verdict").EqualTo(AuditVerdict.Intact).And.Property("LastSeq").EqualTo(3));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Signer_that_hangs_keeps_no_record_waiting_and_is_asked_once(bool blocks)
    {
        using var gate = new ManualResetEventSlim();
        var never = new TaskCompletionSource<byte[]>();
        _signer.Fault = _ =>
        {
            if (blocks)
                gate.Wait();

            return new(never.Task);
        };
        await using (var file = Open())
        {
            await AppendAsync(file, "first");
            await Eventually.IsTrueAsync(() => _signer.Asked == 1);
            _log.Time.Advance(CheckpointSigner.Deadline);
            await Eventually.IsTrueAsync(() => file.SigningProblem is not null);
            _log.Time.Advance(CheckpointSigner.Pause);
            await AppendAsync(file, "second");
            Assert.That(_signer.Asked, Is.EqualTo(1), "A question without an answer is the only one.");

            _signer.Fault = null;
            never.SetResult(new byte[64]);
            gate.Set();
            await Eventually.IsTrueAsync(() =>
            {
                _log.Time.Advance(TimeSpan.FromSeconds(1));
                return file.SigningProblem is null;
            });
        }

        Assert.That(_log.Verify(), Has.Property("ProblemCount").Zero.And.Property("LastSeq").EqualTo(2));
    }

    [Test]
    public async Task Full_segment_without_a_signature_is_covered_by_the_next_one()
    {
        _log.Options.MaxSegmentBytes = 4096;
        _signer.Fault = _ => throw new InvalidOperationException("The key vault is unavailable.");
        await using (var file = Open())
        {
            for (var i = 0; i < 100; i++)
                await AppendAsync(file, $"record-{i}");

            _signer.Fault = null;
        }

        Assert.That(_log.Segments, Has.Length.GreaterThan(2));
        Assert.That(_log.Verify(), Has.Property("Verdict").EqualTo(AuditVerdict.Intact).And.Property("LastSeq").EqualTo(100));
    }

    [Test]
    public async Task Nothing_is_deleted_while_the_signer_fails()
    {
        _log.Options.MaxSegmentBytes = 4096;
        _log.Options.RetainBytes = 4096;
        _log.Options.RetainAtLeast = TimeSpan.Zero;
        _signer.Fault = _ => throw new InvalidOperationException("The key vault is unavailable.");
        await using var file = Open();
        for (var i = 0; i < 100; i++)
            await AppendAsync(file, $"record-{i}");

        Assert.That(_log.Segments[0], Does.EndWith("audit-0000000001.jsonl"));
    }

    [Test]
    public async Task Signer_without_its_public_half_deletes_nothing()
    {
        var bare = new Mock<IAuditSigner>();
        bare.SetupGet(signer => signer.KeyId).Returns(_signer.KeyId);
        bare.SetupGet(signer => signer.VerificationKey).Returns((AuditVerificationKey?)null);
        bare.Setup(signer => signer.SignAsync(It.IsAny<ReadOnlyMemory<byte>>(), It.IsAny<CancellationToken>()))
            .Returns<ReadOnlyMemory<byte>, CancellationToken>(_signer.SignAsync);
        _log.Options.MaxSegmentBytes = 4096;
        _log.Options.RetainFor = TimeSpan.FromDays(7);
        await _log.WriteAsync(100);
        _log.Signer = bare.Object;
        _log.Time.Advance(TimeSpan.FromDays(8));

        await _log.WriteAsync(1);
        Assert.That(_log.Segments[0], Does.EndWith("audit-0000000001.jsonl"));
    }

    private AuditFile Open() => AuditFile.Open(_log.Options, _log.Signer, _log.Time, events: new() { Unsigned = _failures.Add });

    private static Task AppendAsync(AuditFile file, string text) =>
        file.AppendAsync(AuditLog.Record(text), AuditDurability.Flushed, CancellationToken.None).AsTask();

    private sealed class RemoteSigner(IAuditSigner inner) : IAuditSigner
    {
        private int _asked;

        public Func<ReadOnlyMemory<byte>, ValueTask<byte[]>>? Fault { get; set; }

        public int Asked => _asked;

        public string KeyId => inner.KeyId;

        public AuditVerificationKey? VerificationKey => inner.VerificationKey;

        public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return Fault?.Invoke(data) ?? inner.SignAsync(data, cancellationToken);
        }
    }
}
