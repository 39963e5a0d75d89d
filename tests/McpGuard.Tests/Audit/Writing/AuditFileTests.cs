using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGuard.Tests.Audit.Writing;

[TestFixture]
[Category("AUD-4")]
internal sealed class AuditFileTests
{
    private AuditLog _log = null!;

    [SetUp]
    public void SetUp() => _log = new();

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public async Task Record_is_written_as_it_came_with_its_number_and_the_hash_of_the_line_before()
    {
        await _log.WriteAsync(3);

        var lines = _log.Lines;
        var record = Encoding.UTF8.GetString(AuditLog.Record("record-1"));
        Assert.That(lines[2], Is.EqualTo($$"""{{record[..^1]}},"seq":2,"prev":"{{HashOf(lines[1])}}"}"""));
    }

    [Test]
    public async Task Each_line_is_one_object_that_names_the_line_before()
    {
        _log.Options.MaxSegmentBytes = 4096;
        await _log.WriteAsync(100);

        var lines = _log.Lines;
        Assert.That(_log.Segments, Has.Length.GreaterThan(2));
        Assert.That(lines.Select(line => (string?)JsonNode.Parse(line)!["prev"]), Is.EqualTo(lines.SkipLast(1).Select(HashOf).Prepend(new string('A', 43))));
        Assert.That(lines.Select(line => (int?)JsonNode.Parse(line)!["seq"]).OfType<int>(), Is.EqualTo(Enumerable.Range(1, 100)));
    }

    [TestCase("a\r\nb\u2028\u2029c\u0085d\u0000e\u001b[31m")]
    [TestCase("\ud800 alone")]
    [TestCase("\ufeff\u202e")]
    public async Task No_text_breaks_a_line(string text)
    {
        await using (var file = _log.Open())
            await file.AppendAsync(JsonSerializer.SerializeToUtf8Bytes(new { target = text }), AuditDurability.Flushed, CancellationToken.None);

        Assert.That(_log.Lines, Has.Length.EqualTo(3));
        Assert.That(_log.Verify().IsIntact, Is.True);
    }

    [TestCase("{\"a\":1,\n\"b\":2}")]
    [TestCase("{\"a\":\"\u0001\"}")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("")]
    [TestCase("{\"a\":1} ")]
    [TestCase("{\"a\":1}{\"b\":2}")]
    [TestCase("{\"a\":}")]
    [TestCase("{\"a\":1,\"seq\":7}")]
    [TestCase("{\"a\":1,\"pr\\u0065v\":\"x\"}")]
    [TestCase("{\"checkpoint\":{}}")]
    [TestCase("{\"segment\":{}}")]
    [TestCase("{\"event\":\"segments_deleted\",\"last\":7}")]
    [TestCase("{\"event\":\"recovered\"}")]
    public async Task Record_that_resembles_another_kind_of_line_is_refused(string record)
    {
        await using var file = _log.Open();

        Assert.That(
            async () => await file.AppendAsync(Encoding.UTF8.GetBytes(record), AuditDurability.Flushed, CancellationToken.None), Throws.ArgumentException);
        await file.AppendAsync(AuditLog.Record("good"), AuditDurability.Flushed, CancellationToken.None);
        Assert.That(_log.Lines, Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Record_that_is_not_utf8_or_too_large_is_refused()
    {
        await using var file = _log.Open();

        Assert.That(
            async () => await file.AppendAsync(
                "{\"a\":\"\u00ff\"}"u8.ToArray().Where(letter => letter != 0xC3).ToArray(), AuditDurability.Flushed, CancellationToken.None),
            Throws.ArgumentException);
        Assert.That(
            async () => await file.AppendAsync(AuditLog.Record(new string('x', RecordForm.MaxBytes)), AuditDurability.Flushed, CancellationToken.None),
            Throws.ArgumentException);
    }

    [Test]
    public async Task Largest_record_can_be_written_and_verified()
    {
        await using (var file = _log.Open())
            await file.AppendAsync(
                AuditLog.Record(new string('x', RecordForm.MaxBytes - AuditLog.Record("").Length)), AuditDurability.Flushed, CancellationToken.None);

        Assert.That(_log.Verify().IsIntact, Is.True);
    }

    [Test]
    public async Task Log_continues_where_it_ended()
    {
        await _log.WriteAsync(3);
        await _log.WriteAsync(3);

        Assert.That(_log.Segments, Has.Length.EqualTo(1));
        Assert.That(_log.Verify(), Has.Property("IsIntact").True.And.Property("LastSeq").EqualTo(6).And.Property("Findings").Empty);
    }

    [Test]
    public async Task Segment_is_closed_when_it_is_old_also_if_nothing_comes()
    {
        await using var file = _log.Open();
        await file.AppendAsync(AuditLog.Record("a"), AuditDurability.Flushed, CancellationToken.None);

        _log.Time.Advance(TimeSpan.FromDays(1));
        await Eventually.IsTrueAsync(() => _log.Lines.Length == 3);
        await file.AppendAsync(AuditLog.Record("b"), AuditDurability.Flushed, CancellationToken.None);

        Assert.That(_log.Segments.Select(Path.GetFileName), Is.EqualTo(new[] { "audit-0000000001.jsonl", "audit-0000000002.jsonl" }));
        Assert.That(_log.Verify().ProblemCount, Is.Zero);
    }

    [Test]
    public async Task Second_writer_is_refused_as_long_as_there_is_one()
    {
        await using (_log.Open())
            Assert.That(_log.Open, Throws.InstanceOf<IOException>().With.Message.Contains("Another process may be writing"));

        await using var next = _log.Open();
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task Files_are_made_for_their_owner_only()
    {
        await _log.WriteAsync(1);

        if (OperatingSystem.IsWindows())
            return;

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.That(Directory.EnumerateFiles(_log.Directory).Select(File.GetUnixFileMode), Is.All.EqualTo(Owner));
        Assert.That(File.GetUnixFileMode(_log.Directory), Is.EqualTo(Owner | UnixFileMode.UserExecute));
    }

    [Test]
    public void Options_out_of_range_are_all_named()
    {
        _log.Options.Directory = " ";
        _log.Options.QueueLimit = 0;
        _log.Options.CheckpointInterval = TimeSpan.Zero;

        Assert.That(
            _log.Open,
            Throws.ArgumentException.With.Message.Contains("Directory").And.Message.Contains("QueueLimit").And.Message.Contains("CheckpointInterval"));
    }

    [Test]
    public async Task Closed_log_takes_nothing()
    {
        var file = _log.Open();
        await file.DisposeAsync();

        Assert.That(
            async () => await file.AppendAsync(AuditLog.Record("a"), AuditDurability.Buffered, CancellationToken.None),
            Throws.InstanceOf<ObjectDisposedException>());
    }

    private static string HashOf(string line) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(line)));
}
