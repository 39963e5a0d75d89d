using System.Text;
using System.Text.Json.Nodes;

namespace McpGuard.Tests.Audit.Files;

[TestFixture]
[Category("AUD-4")]
internal sealed class AuditFileRecoveryTests
{
    private AuditLog _log = null!;

    [SetUp]
    public void SetUp() => _log = new();

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public async Task Log_that_ends_anywhere_goes_on_and_tells_of_it()
    {
        await _log.WriteAsync(3);
        await _log.WriteAsync(2);
        var path = _log.Segments[0];
        var whole = await File.ReadAllBytesAsync(path);

        for (var cut = LineStart(whole, 3); cut < whole.Length; cut++)
        {
            Directory.Delete(_log.Directory, recursive: true);
            Directory.CreateDirectory(_log.Directory);
            await File.WriteAllBytesAsync(path, whole[..cut]);
            await _log.WriteAsync(1);

            var kept = whole.AsSpan(0, cut).LastIndexOf((byte)'\n') + 1;
            var torn = whole[kept..cut];
            var isOrderly = torn.Length == 0 && _log.Lines[Lines(whole[..kept]) - 1].StartsWith("{\"checkpoint\"", StringComparison.Ordinal);
            var result = _log.Verify(options => options.RequireFinalCheckpoint = true);
            Assert.That(result.Findings.Where(finding => finding.IsProblem), Is.Empty, $"cut at {cut}");
            Assert.That(result.Findings.Select(finding => finding.Kind), isOrderly ? Is.Empty : Is.EqualTo(new[] { AuditFindingKind.Recovered }), $"cut at {cut}");
            Assert.That((await File.ReadAllBytesAsync(path))[..kept], Is.EqualTo(whole[..kept]));
            Assert.That(Directory.EnumerateFiles(_log.Directory, "*.torn").Select(File.ReadAllBytes), torn.Length == 0 ? Is.Empty : Is.EqualTo(new[] { torn }));
        }
    }

    [Test]
    public async Task Recovery_says_what_was_cut_off_and_where_it_is()
    {
        await _log.WriteAsync(1);
        var length = new FileInfo(_log.Segments[0]).Length;
        await File.AppendAllTextAsync(_log.Segments[0], "half");
        await _log.WriteAsync(1);

        var record = JsonNode.Parse(_log.Lines[3])!;
        Assert.That((string?)record["event"], Is.EqualTo("recovered"));
        Assert.That((long?)record["offset"], Is.EqualTo(length));
        Assert.That((long?)record["bytes"], Is.EqualTo(4));
        Assert.That((string?)record["sha256"], Is.EqualTo("a11ae06469c63740d7b0ecf802f282a0d46e94f31a654dfcd3c0dc6dc277f904"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(_log.Directory, (string)record["file"]!)), Is.EqualTo("half"));
    }

    [Test]
    public async Task Segment_without_a_whole_header_is_begun_anew([Values(0, 1, 40)] int length)
    {
        await _log.WriteAsync(3);
        var second = SegmentFolder.PathOf(_log.Directory, 2);
        await File.WriteAllTextAsync(second, "{\"segment\":{\"version\":1,\"number\":2,\"first_seq\":4,"[..length]);
        await _log.WriteAsync(1);

        var result = _log.Verify();
        Assert.That(result, Has.Property("IsIntact").True.And.Property("Segments").EqualTo(2));
        Assert.That(result.Findings.Select(finding => finding.Kind), length == 0 ? Is.Empty : Is.EqualTo(new[] { AuditFindingKind.Recovered }));
    }

    [Test]
    public async Task First_segment_without_a_whole_header_is_begun_anew()
    {
        Directory.CreateDirectory(_log.Directory);
        await File.WriteAllTextAsync(SegmentFolder.PathOf(_log.Directory, 1), "{\"segm");
        await _log.WriteAsync(1);

        Assert.That(_log.Verify(), Has.Property("IsIntact").True.And.Property("LastSeq").EqualTo(2));
    }

    [Test]
    public async Task Broken_log_is_left_as_it_is_and_goes_on_in_a_segment_that_says_so()
    {
        await _log.WriteAsync(5);
        var broken = (await File.ReadAllTextAsync(_log.Segments[0])).Replace("record-2", "record-9", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_log.Segments[0], broken);
        await _log.WriteAsync(1);

        Assert.That(await File.ReadAllTextAsync(_log.Segments[0]), Is.EqualTo(broken));
        var problems = _log.Verify().Findings.Where(finding => finding.IsProblem).Select(finding => (finding.Kind, finding.Segment, finding.Line));
        Assert.That(problems, Is.EqualTo(new[]
        {
            (AuditFindingKind.LineChanged, 1, 4), (AuditFindingKind.CheckpointWrong, 1, 7), (AuditFindingKind.BreakReported, 2, 1),
        }));
    }

    [Test]
    public async Task Log_whose_earlier_segments_are_gone_says_so_when_it_goes_on()
    {
        Directory.CreateDirectory(_log.Directory);
        await File.WriteAllTextAsync(SegmentFolder.PathOf(_log.Directory, 3), "");
        await _log.WriteAsync(1);

        Assert.That(_log.Verify().Findings.Select(finding => finding.Kind), Is.SupersetOf(new[] { AuditFindingKind.BreakReported, AuditFindingKind.SegmentMissing }));
    }

    [Test]
    public async Task Torn_end_of_a_segment_is_no_part_of_the_log_when_the_next_could_not_be_begun()
    {
        await using (var file = _log.Open())
        {
            await file.AppendAsync(AuditLog.Record("first"), AuditDurability.BeforeCall, CancellationToken.None);
            File.Copy(_log.Segments[0], Path.Combine(_log.Root, "copy"));
        }

        File.Move(Path.Combine(_log.Root, "copy"), _log.Segments[0], overwrite: true);
        await File.AppendAllTextAsync(_log.Segments[0], "half");
        await File.WriteAllTextAsync(SegmentFolder.PathOf(_log.Directory, 2), "");
        await _log.WriteAsync(1);

        Assert.That(_log.Verify().Findings.Select(finding => finding.Kind), Is.EqualTo(new[] { AuditFindingKind.BytesAbandoned, AuditFindingKind.Recovered }));
    }

    [Test]
    public async Task Recovery_that_was_broken_off_is_told_of_by_the_next([Values(0, 1, 40)] int length)
    {
        await _log.WriteAsync(1);
        var offset = new FileInfo(_log.Segments[0]).Length;

        // What a crash between the moving of half a line and the record of it leaves, and one in the middle of that record.
        await File.WriteAllTextAsync($"{_log.Segments[0]}.{offset}-0.torn", "half");
        await File.AppendAllTextAsync(_log.Segments[0], "{\"event\":\"recovered\",\"time\":\"2026-11-26T00:"[..length]);
        await _log.WriteAsync(1);

        var told = AuditReader.Read(_log.Directory).Select(entry => entry.Recovery).OfType<RecoveryRecord>().ToDictionary(recovery => recovery.File!, recovery => recovery.Bytes);
        Assert.That(told, Is.EquivalentTo(Directory.EnumerateFiles(_log.Directory, "*.torn").ToDictionary(file => Path.GetFileName(file), file => new FileInfo(file).Length)));
        Assert.That(_log.Verify().IsIntact, Is.True);
    }

    [Test]
    public async Task Break_is_told_of_once_and_what_comes_after_it_recovers_like_any_log()
    {
        await _log.WriteAsync(5);
        await File.WriteAllTextAsync(_log.Segments[0], (await File.ReadAllTextAsync(_log.Segments[0])).Replace("record-2", "record-9", StringComparison.Ordinal));
        await _log.WriteAsync(1);
        var problems = _log.Verify().ProblemCount;

        await _log.WriteAsync(1);
        await File.AppendAllTextAsync(_log.Segments[^1], "half");
        await _log.WriteAsync(1);

        Assert.That(_log.Segments, Has.Length.EqualTo(2));
        Assert.That(_log.Verify().ProblemCount, Is.EqualTo(problems));
    }

    private static int Lines(byte[] bytes) => Encoding.UTF8.GetString(bytes).Count(letter => letter == '\n');

    private static int LineStart(byte[] bytes, int line)
    {
        var start = 0;
        for (; line > 0; line--)
            start += bytes.AsSpan(start).IndexOf((byte)'\n') + 1;

        return start;
    }
}
