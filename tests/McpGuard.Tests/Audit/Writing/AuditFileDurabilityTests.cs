namespace McpGuard.Tests.Audit.Writing;

[TestFixture]
[Category("AUD-3")]
internal sealed class AuditFileDurabilityTests
{
    private AuditLog _log = null!;

    [SetUp]
    public void SetUp() => _log = new();

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public async Task Call_runs_when_its_record_is_on_stable_storage()
    {
        using var flushed = new ManualResetEventSlim();
        await using var file = _log.Open();
        _log.Streams.Flushing = flushed.Wait;

        var writing = AppendAsync(file, "a");
        await Eventually.IsTrueAsync(() => _log.Streams.Flushes == 1);

        Assert.That(writing.IsCompleted, Is.False);
        flushed.Set();
        await writing;
        Assert.That(_log.Lines, Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Age_of_a_write_that_hangs_is_known_before_another_record_comes()
    {
        using var flushed = new ManualResetEventSlim();
        await using var file = _log.Open();
        _log.Streams.Flushing = flushed.Wait;

        var writing = AppendAsync(file, "a");
        await Eventually.IsTrueAsync(() => _log.Streams.Flushes == 1);
        _log.Time.Advance(TimeSpan.FromSeconds(7));

        Assert.That(file.WriteAge, Is.EqualTo(TimeSpan.FromSeconds(7)));
        flushed.Set();
        await writing;
        Assert.That(() => file.WriteAge, Is.EqualTo(TimeSpan.Zero).After(60_000, 10));
    }

    [Test]
    public async Task Record_is_with_the_operating_system_before_its_call_runs_and_is_flushed_within_a_second()
    {
        await using var file = _log.Open();

        await file.AppendAsync(AuditLog.Record("a"), AuditDurability.Written, CancellationToken.None);
        Assert.That(_log.Streams.Flushes, Is.Zero);
        Assert.That(_log.Lines, Has.Length.EqualTo(2));

        _log.Time.Advance(AuditFile.FlushInterval);
        await Eventually.IsTrueAsync(() => _log.Streams.Flushes == 1);
    }

    [Test]
    public async Task Power_cut_loses_no_flushed_record_of_a_call_that_went_on()
    {
        await using var file = _log.Open();
        for (var i = 0; i < 20; i++)
        {
            await file.AppendAsync(AuditLog.Record($"record-{i}"), AuditDurability.Flushed, CancellationToken.None);
            Assert.That(LeftByAPowerCut(), Has.Some.Contains($"record-{i}"));
        }
    }

    [Test]
    public async Task Power_cut_may_lose_a_written_record_until_it_is_flushed()
    {
        await using var file = _log.Open();
        await file.AppendAsync(AuditLog.Record("flushed"), AuditDurability.Flushed, CancellationToken.None);
        await file.AppendAsync(AuditLog.Record("written"), AuditDurability.Written, CancellationToken.None);

        Assert.That(_log.Lines, Has.Some.Contains("written"));
        Assert.That(LeftByAPowerCut(), Has.Some.Contains("flushed").And.None.Contains("written"));
    }

    [Test]
    public async Task Written_record_allocates_next_to_nothing()
    {
        await using var file = _log.Open();
        var record = AuditSamples.Decision(AuditEffect.Allow, ReasonCode.Allowed) with { Claimed = null, Facts = null, ArgumentValues = null };
        var content = record.Content;
        for (var i = 0; i < 2000; i++)
            await file.AppendAsync(content, AuditDurability.Written, CancellationToken.None);

        // The memory for records that are not flushed yet is used again.
        await file.AppendAsync(content, AuditDurability.Flushed, CancellationToken.None);

        // A debug build allocates the state machine of each asynchronous method, a release build none here.
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 500; i++)
            await file.AppendAsync(content, AuditDurability.Written, CancellationToken.None);

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 500, Is.LessThan(700));
    }

    [Test]
    public async Task Calls_that_wait_together_share_a_flush()
    {
        using var first = new ManualResetEventSlim();
        await using var file = _log.Open();
        _log.Streams.Flushing = first.Wait;

        var writing = new List<Task> { AppendAsync(file, "first") };
        await Eventually.IsTrueAsync(() => _log.Streams.Flushes == 1);
        writing.AddRange(
            Enumerable.Range(0, 100).Select(i => file.AppendAsync(AuditLog.Record($"record-{i}"), AuditDurability.Flushed, CancellationToken.None).AsTask()));
        first.Set();
        await Task.WhenAll(writing);

        Assert.That(_log.Streams.Flushes, Is.EqualTo(2));
        Assert.That(_log.Lines, Has.Length.EqualTo(102));
    }

    [Test]
    public async Task Buffered_record_waits_for_no_flush_and_is_flushed_within_a_second()
    {
        await using var file = _log.Open();

        await file.AppendAsync(AuditLog.Record("a"), AuditDurability.Buffered, CancellationToken.None);
        Assert.That(_log.Streams.Flushes, Is.Zero);

        _log.Time.Advance(AuditFile.FlushInterval);
        await Eventually.IsTrueAsync(() => _log.Streams.Flushes == 1);
        Assert.That(_log.Lines, Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Full_queue_makes_calls_wait()
    {
        using var flushed = new ManualResetEventSlim();
        _log.Options.QueueLimit = 2;
        await using var file = _log.Open();
        _log.Streams.Flushing = flushed.Wait;
        var first = AppendAsync(file, "first");
        await Eventually.IsTrueAsync(() => _log.Streams.Flushes == 1);

        await file.AppendAsync(AuditLog.Record("a"), AuditDurability.Buffered, CancellationToken.None);
        await file.AppendAsync(AuditLog.Record("b"), AuditDurability.Buffered, CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var third = file.AppendAsync(AuditLog.Record("c"), AuditDurability.Buffered, cancel.Token).AsTask();

        Assert.That(third.IsCompleted, Is.False);
        await cancel.CancelAsync();
        Assert.That(async () => await third, Throws.InstanceOf<OperationCanceledException>());
        flushed.Set();
        await first;
    }

    [Test]
    public async Task Closing_writes_all_that_was_taken_and_a_checkpoint()
    {
        await _log.WriteAsync(500, AuditDurability.Buffered);

        var result = _log.Verify(options => options.RequireFinalCheckpoint = true);
        Assert.That(result, Has.Property("IsIntact").True.And.Property("LastSeq").EqualTo(500).And.Property("SignedSeq").EqualTo(500));
    }

    [Test]
    public async Task Records_of_many_calls_at_once_all_get_their_place()
    {
        await using (var file = _log.Open())
            await Task.WhenAll(
                Enumerable.Range(0, 2000)
                    .Select(i => Task.Run(() => AppendAsync(file, $"record-{i}", i % 2 == 0 ? AuditDurability.Flushed : AuditDurability.Buffered))));

        Assert.That(_log.Verify(), Has.Property("IsIntact").True.And.Property("Records").EqualTo(2000));
    }

    private IEnumerable<string> LeftByAPowerCut()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_log.Root, "left"));
        _log.Streams.CutPower(folder.FullName);
        return folder.EnumerateFiles("audit-*.jsonl").SelectMany(segment => File.ReadAllLines(segment.FullName));
    }

    // A caller may write and flush on its own thread.
    private static Task AppendAsync(AuditFile file, string text, AuditDurability durability = AuditDurability.Flushed) =>
        Task.Run(async () => await file.AppendAsync(AuditLog.Record(text), durability, CancellationToken.None));
}
