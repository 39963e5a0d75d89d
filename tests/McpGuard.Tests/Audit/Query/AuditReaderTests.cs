using System.Text;

namespace McpGuard.Tests.Audit.Query;

/// <summary>What a log holds comes out, whatever it is.</summary>
[TestFixture]
internal sealed class AuditReaderTests
{
    private AuditLog _log = null!;

    [SetUp]
    public void SetUp() => _log = new();

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public async Task Entry_has_its_place_its_line_and_its_record()
    {
        await _log.WriteAsync(Recorded.Decision(Callers.Now), Recorded.Outcome(Callers.Now));

        var entry = AuditReader.Read(_log.Directory).Last();

        Assert.That((entry.Seq, entry.Segment, entry.Line, entry.Json), Is.EqualTo((2, 1, 3, _log.Lines[2])));
        Assert.That((entry.Event, entry.Time, entry.Record!.Subject), Is.EqualTo((AuditEvent.Outcome, Callers.Now, "bob")));
    }

    [Test]
    public async Task Record_comes_back_as_it_was()
    {
        var record = Recorded.Decision(Callers.Now);
        await _log.WriteAsync(record);

        Assert.That(AuditReader.Read(_log.Directory).Single().Record!.ToString(), Is.EqualTo(record.ToString()));
    }

    [Test]
    public async Task Reading_stops_between_entries_and_between_lines_that_do_not_match()
    {
        await _log.WriteAsync(3);
        using var stop = new CancellationTokenSource();

        Assert.That(
            () => AuditReader.Read(_log.Directory, cancellationToken: stop.Token).Select(_ => { stop.Cancel(); return 0; }).Count(),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(
            () => AuditReader.Read(_log.Directory, new AuditQuery { Subject = "nobody" }, stop.Token).Count(), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Recovery_and_deletion_are_entries_too()
    {
        _log.Options.MaxSegmentBytes = 4096;
        _log.Options.RetainBytes = 8192;
        _log.Options.RetainAtLeast = TimeSpan.Zero;
        await _log.WriteAsync([.. Enumerable.Repeat(Recorded.Decision(Callers.Now), 40)]);
        await File.AppendAllTextAsync(_log.Segments[^1], "{\"torn");
        await _log.WriteAsync(Recorded.Decision(Callers.Now));

        var entries = AuditReader.Read(_log.Directory).ToArray();

        Assert.That(entries, Has.All.Property("IsReadable").True);
        Assert.That(entries.Single(entry => entry.Event == AuditEvent.Recovered).Recovery!.Bytes, Is.EqualTo(6));
        Assert.That(entries.Last(entry => entry.Event == AuditEvent.SegmentsDeleted).Deletion!.Last, Is.Positive);
        Assert.That(AuditReader.Read(_log.Directory, new AuditQuery { Event = AuditEvent.Recovered }).Single().Time, Is.EqualTo(Callers.Now));
        Assert.That(AuditReader.Read(_log.Directory, new AuditQuery { Subject = "alice" }), Has.All.Property("Record").Not.Null);
    }

    [TestCase("not a line")]
    [TestCase("{}")]
    [TestCase("{\"event\":\"recovered\"}")]
    [TestCase("")]
    [TestCase("\u0000\u001b[2J")]
    public async Task Unreadable_line_is_reported_and_reading_continues(string line)
    {
        await _log.WriteAsync(Recorded.Decision(Callers.Now), Recorded.Outcome(Callers.Now));
        Insert(2, line);

        var entries = AuditReader.Read(_log.Directory, new AuditQuery { Subject = "bob" }).ToArray();

        Assert.That(entries.Select(entry => (entry.IsReadable, entry.Seq, entry.Line)), Is.EqualTo(new[] { (false, 0L, 3), (true, 2L, 4) }));
        Assert.That(entries[0], Has.Property("Json").EqualTo(line).And.Property("Record").Null.And.Property("Time").Null);
    }

    [Test]
    public async Task Valid_line_without_a_record_is_reported()
    {
        await _log.WriteAsync(Recorded.Decision(Callers.Now));
        await using (var file = _log.Open())
            await file.AppendAsync(
                """{"event":"something_of_a_later_version","subject":"alice"}"""u8.ToArray(), AuditDurability.Flushed, CancellationToken.None);

        Assert.That(
            AuditReader.Read(_log.Directory, new AuditQuery { Subject = "alice" }).Select(entry => (entry.IsReadable, entry.Seq)),
            Is.EqualTo(new[] { (true, 1L), (false, 2L) }));
    }

    [Test]
    public async Task Line_that_is_too_long_is_skipped_and_reported()
    {
        await _log.WriteAsync(Recorded.Decision(Callers.Now), Recorded.Outcome(Callers.Now));
        Insert(2, new string('x', 3 * AuditLine.MaxBytes));

        var entries = AuditReader.Read(_log.Directory).ToArray();

        Assert.That(entries.Select(entry => (entry.IsReadable, entry.Line)), Is.EqualTo(new[] { (true, 2), (false, 3), (true, 4) }));
        Assert.That(entries[1].Json, Is.Empty);
    }

    [TestCase("{\"half")]
    [TestCase("x")]
    public async Task Incomplete_line_at_the_end_is_reported(string half)
    {
        await _log.WriteAsync(Recorded.Decision(Callers.Now));
        await File.AppendAllTextAsync(_log.Segments[0], half);

        Assert.That(AuditReader.Read(_log.Directory).Select(entry => (entry.IsReadable, entry.Line)), Is.EqualTo(new[] { (true, 2), (false, 4) }));
    }

    [Test]
    public void Missing_directory_is_reported_at_once() =>
        Assert.That(() => AuditReader.Read(_log.Directory).ToArray(), Throws.InstanceOf<IOException>());

    [Test]
    public async Task Limit_ends_the_reading()
    {
        await _log.WriteAsync(Recorded.Decision(Callers.Now), Recorded.Outcome(Callers.Now));
        File.AppendAllText(_log.Segments[0], "not a line\n", Encoding.UTF8);

        Assert.That(AuditReader.Read(_log.Directory, new AuditQuery { Limit = 2 }), Has.All.Property("IsReadable").True);
    }

    private void Insert(int line, string text)
    {
        var lines = File.ReadAllLines(_log.Segments[0]).ToList();
        lines.Insert(line, text);
        File.WriteAllText(_log.Segments[0], string.Concat(lines.Select(each => each + "\n")));
    }
}
