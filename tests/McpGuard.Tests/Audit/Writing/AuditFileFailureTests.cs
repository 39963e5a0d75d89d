namespace McpGuard.Tests.Audit.Writing;

[TestFixture]
[Category("AUD-3")]
internal sealed class AuditFileFailureTests
{
    private AuditLog _log = null!;

    [SetUp]
    public void SetUp() => _log = new();

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public async Task Full_disk_is_reported_and_leaves_no_incomplete_line([Values(0, 1, 70, 200)] int room)
    {
        await using var file = _log.Open();
        await AppendAsync(file, "first");
        var length = new FileInfo(_log.Segments[0]).Length;

        _log.Streams.Room = room;
        Assert.That(() => AppendAsync(file, new string('x', 300)), Throws.InstanceOf<IOException>());

        Assert.That(new FileInfo(_log.Segments[0]).Length, Is.EqualTo(length));
        _log.Streams.Room = null;
    }

    [Test]
    public async Task Log_continues_when_the_disk_has_room_again()
    {
        await using (var file = _log.Open())
        {
            await AppendAsync(file, "first");
            _log.Streams.Room = 20;
            Assert.That(() => AppendAsync(file, "lost"), Throws.InstanceOf<IOException>());
            Assert.That(() => AppendAsync(file, "lost"), Throws.InstanceOf<IOException>());
            _log.Streams.Room = null;
            await AppendAsync(file, "second");
        }

        Assert.That(_log.Verify(), Has.Property("IsIntact").True.And.Property("LastSeq").EqualTo(2).And.Property("Findings").Empty);
        Assert.That(_log.Lines, Has.None.Contains("lost"));
    }

    [Test]
    public async Task Lock_that_can_no_longer_be_read_fails_every_call_and_lets_none_wait()
    {
        FileStream? held = null;
        var file = AuditFile.Open(_log.Options, _log.Signer, _log.Time, (path, options) =>
        {
            var stream = new FileStream(path, options);
            held = Path.GetFileName(path) == "audit.lock" ? stream : held;
            return stream;
        });
        await AppendAsync(file, "first");

        await held!.DisposeAsync();

        for (var call = 0; call < 2; call++)
            Assert.That(() => AppendAsync(file, "refused").WaitAsync(TimeSpan.FromSeconds(10)), Throws.InstanceOf<IOException>());
        Assert.That(() => file.DisposeAsync().AsTask(), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task All_callers_of_a_failed_flush_get_the_error()
    {
        using var flushed = new ManualResetEventSlim();
        await using var file = _log.Open();
        _log.Streams.Flushing = flushed.Wait;
        var writing = new List<Task> { AppendAsync(file, "first") };
        await Eventually.IsTrueAsync(() => _log.Streams.Flushes == 1);
        writing.AddRange(Enumerable.Range(0, 10).Select(i => AppendAsync(file, $"record-{i}")));

        _log.Streams.FailsToFlush = true;
        flushed.Set();

        foreach (var task in writing)
            Assert.That(async () => await task, Throws.InstanceOf<IOException>());

        _log.Streams.FailsToFlush = false;
    }

    [Test]
    public async Task Acknowledged_records_survive_a_failure([Values] bool failsToTruncate)
    {
        await using (var file = _log.Open())
        {
            await AppendAsync(file, "first");
            await AppendAsync(file, "promised", AuditDurability.Buffered);
            _log.Streams.FailsToFlush = true;
            _log.Streams.FailsToTruncate = failsToTruncate;
            Assert.That(() => AppendAsync(file, "lost"), Throws.InstanceOf<IOException>());
            Assert.That(() => AppendAsync(file, "not promised", AuditDurability.Buffered), Throws.InstanceOf<IOException>());

            _log.Streams.FailsToFlush = false;
            _log.Streams.FailsToTruncate = false;
            await AppendAsync(file, "last");
        }

        Assert.That(_log.Verify().Findings.Where(finding => finding.IsProblem), Is.Empty);
        Assert.That(
            AuditReader.Read(_log.Directory).Select(record => record.Json),
            Is.EqualTo(new[] { "first", "promised", "last" }).Using<string, string>((line, text) => line.Contains($"\"{text}\"", StringComparison.Ordinal)));
    }

    [Test]
    public async Task Incomplete_line_that_cannot_be_removed_stays_in_its_segment()
    {
        await using (var file = _log.Open())
        {
            await AppendAsync(file, "first");
            _log.Streams.Room = 20;
            _log.Streams.FailsToTruncate = true;
            Assert.That(() => AppendAsync(file, "lost"), Throws.InstanceOf<IOException>());
            _log.Streams.Room = null;
            _log.Streams.FailsToTruncate = false;
            await AppendAsync(file, "second");
        }

        var result = _log.Verify();
        Assert.That(result, Has.Property("IsIntact").True.And.Property("Segments").EqualTo(2));
        Assert.That(result.Findings.Select(finding => finding.Kind), Is.EqualTo(new[] { AuditFindingKind.BytesAbandoned }));
    }

    [Test]
    public async Task Half_a_header_that_cannot_be_taken_back_is_written_over()
    {
        await using (var file = _log.Open())
        {
            await AppendAsync(file, "first");
            foreach (var room in new[] { 20, 5, 30 })
            {
                _log.Streams.Room = room;
                _log.Streams.FailsToTruncate = true;
                Assert.That(() => AppendAsync(file, "lost"), Throws.InstanceOf<IOException>());
                _log.Streams.FailsToTruncate = false;
            }

            _log.Streams.Room = null;
            await AppendAsync(file, "second");
        }

        var result = _log.Verify();
        Assert.That(result, Has.Property("ProblemCount").Zero.And.Property("Segments").EqualTo(2).And.Property("LastSeq").EqualTo(2));
    }

    [Test]
    public async Task Read_only_disk_is_reported_until_it_is_writable_again()
    {
        _log.Options.MaxSegmentBytes = 4096;
        await using (var file = _log.Open())
        {
            _log.Streams.FailsToOpen = true;
            Assert.That(() => AppendAsync(file, "lost"), Throws.InstanceOf<IOException>().With.InnerException.Message.EqualTo("Read-only file system"));
            _log.Streams.FailsToOpen = false;
            await AppendAsync(file, "first");
        }

        Assert.That(_log.Verify(), Has.Property("IsIntact").True.And.Property("LastSeq").EqualTo(1));
    }

    [Test]
    public async Task Closing_reports_buffered_records_that_could_not_be_written()
    {
        var file = _log.Open();
        _log.Streams.FailsToFlush = true;
        await AppendAsync(file, "promised", AuditDurability.Buffered);

        Assert.That(async () => await file.DisposeAsync(), Throws.InstanceOf<IOException>());
    }

    private static Task AppendAsync(AuditFile file, string text, AuditDurability durability = AuditDurability.Flushed) =>
        Task.Run(async () => await file.AppendAsync(AuditLog.Record(text), durability, CancellationToken.None));
}
