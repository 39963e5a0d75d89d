using System.Text;

namespace McpGuard.Tests.Audit.Writing;

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
    public async Task Log_that_ends_anywhere_continues_and_reports_it()
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
            var lines = Encoding.UTF8.GetString(whole[..kept]).TrimEnd('\n').Split('\n');
            var unsigned = lines.Skip(Array.FindLastIndex(lines, LogForger.IsCheckpoint) + 1).Count(line => LogForger.SeqOf(line) > 0);
            var result = _log.Verify(options => options.RequireFinalCheckpoint = true);
            Assert.That(result.Findings.Where(finding => finding.IsProblem), Is.Empty, $"cut at {cut}");
            Assert.That(result.Findings.Any(finding => finding.Kind == AuditFindingKind.Recovered), Is.EqualTo(unsigned > 0 || kept < cut), $"cut at {cut}");
            Assert.That((result.UnsignedRecords, result.IsIntact), Is.EqualTo((unsigned, unsigned == 0)), $"cut at {cut}");
            Assert.That((await File.ReadAllBytesAsync(path))[..cut], Is.EqualTo(whole[..cut]), "What was found is left as it is.");
        }
    }

    [Test]
    public async Task Recovery_reports_the_removed_bytes_and_their_place()
    {
        await _log.WriteAsync(1);
        var length = new FileInfo(_log.Segments[0]).Length;
        await File.AppendAllTextAsync(_log.Segments[0], "half");
        await _log.WriteAsync(1);

        var record = AuditReader.Read(_log.Directory).Select(entry => entry.Recovery).Single(recovery => recovery is not null)!;
        Assert.That((record.Segment, record.Offset, record.Bytes), Is.EqualTo((1, length, 4L)));
        Assert.That(
            (record.UnvouchedFrom, record.UnvouchedTo, record.Problem), Is.EqualTo(((long?)null, (long?)null, (string?)null)), "Every record was signed.");
        Assert.That(await File.ReadAllTextAsync(_log.Segments[0]), Does.EndWith("\nhalf"));
        Assert.That(_log.Verify().IsIntact, Is.True);
    }

    [Test]
    public async Task Records_that_a_crash_left_unsigned_are_named_in_a_new_segment()
    {
        await _log.WriteAsync(3);
        var lines = await File.ReadAllLinesAsync(_log.Segments[0]);
        await File.WriteAllTextAsync(_log.Segments[0], string.Concat(lines.SkipLast(1).Select(line => line + "\n")));
        await _log.WriteAsync(1);

        var record = AuditReader.Read(_log.Directory).Select(entry => entry.Recovery).Single(recovery => recovery is not null)!;
        Assert.That((record.UnvouchedFrom, record.UnvouchedTo, record.LastHash), Is.EqualTo(((long?)1, (long?)3, LogForger.HashOf(lines[^2]))));
        Assert.That(LogForger.Header(File.ReadAllLines(_log.Segments[1])[0]).Unvouched, Is.EqualTo(1));
        Assert.That(_log.Verify(), Has.Property("Verdict").EqualTo(AuditVerdict.PartlyVouched).And.Property("UnsignedRecords").EqualTo(3));
    }

    [Test]
    public async Task Segment_with_an_incomplete_header_is_started_again([Values(0, 1, 40)] int length)
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
    public async Task First_segment_with_an_incomplete_header_is_started_again()
    {
        Directory.CreateDirectory(_log.Directory);
        await File.WriteAllTextAsync(SegmentFolder.PathOf(_log.Directory, 1), "{\"segm");
        await _log.WriteAsync(1);

        Assert.That(_log.Verify(), Has.Property("IsIntact").True.And.Property("LastSeq").EqualTo(2));
    }

    [Test]
    public async Task Broken_log_is_left_as_it_is_and_continues_in_a_segment_that_reports_it()
    {
        await _log.WriteAsync(5);
        var broken = (await File.ReadAllTextAsync(_log.Segments[0])).Replace("record-2", "record-9", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_log.Segments[0], broken);
        await _log.WriteAsync(1);

        Assert.That(await File.ReadAllTextAsync(_log.Segments[0]), Is.EqualTo(broken));
        var problems = _log.Verify().Findings.Where(finding => finding.IsProblem).Select(finding => (finding.Kind, finding.Segment));
        Assert.That(problems, Is.EqualTo(new[]
        {
            (AuditFindingKind.LineChanged, 1), (AuditFindingKind.CheckpointWrong, 1), (AuditFindingKind.BreakReported, 2), (AuditFindingKind.Unvouched, 1),
        }));
    }

    [Test]
    public async Task Log_whose_earlier_segments_are_missing_reports_it_when_it_continues()
    {
        Directory.CreateDirectory(_log.Directory);
        await File.WriteAllTextAsync(SegmentFolder.PathOf(_log.Directory, 3), "");
        await _log.WriteAsync(1);

        Assert.That(
            _log.Verify().Findings.Select(finding => finding.Kind), Is.SupersetOf(new[] { AuditFindingKind.BreakReported, AuditFindingKind.SegmentMissing }));
    }

    [Test]
    public async Task Torn_end_of_a_segment_is_not_part_of_the_log_if_the_next_could_not_be_started()
    {
        await using (var file = _log.Open())
        {
            await file.AppendAsync(AuditLog.Record("first"), AuditDurability.Flushed, CancellationToken.None);
            File.Copy(_log.Segments[0], Path.Combine(_log.Root, "copy"));
        }

        File.Move(Path.Combine(_log.Root, "copy"), _log.Segments[0], overwrite: true);
        await File.AppendAllTextAsync(_log.Segments[0], "half");
        await File.WriteAllTextAsync(SegmentFolder.PathOf(_log.Directory, 2), "");
        await _log.WriteAsync(1);

        Assert.That(
            _log.Verify().Findings.Select(finding => finding.Kind),
            Is.EqualTo(new[] { AuditFindingKind.BytesAbandoned, AuditFindingKind.Recovered, AuditFindingKind.UnsignedAfterCrash }));
    }

    [Test]
    public async Task Break_is_reported_once_and_the_following_log_recovers_normally()
    {
        await _log.WriteAsync(5);
        await File.WriteAllTextAsync(
            _log.Segments[0], (await File.ReadAllTextAsync(_log.Segments[0])).Replace("record-2", "record-9", StringComparison.Ordinal));
        await _log.WriteAsync(1);
        var problems = _log.Verify().ProblemCount;

        await _log.WriteAsync(1);
        await File.AppendAllTextAsync(_log.Segments[^1], "half");
        await _log.WriteAsync(1);

        Assert.That(_log.Verify().ProblemCount, Is.EqualTo(problems));
    }

    private static int LineStart(byte[] bytes, int line)
    {
        var start = 0;
        for (; line > 0; line--)
            start += bytes.AsSpan(start).IndexOf((byte)'\n') + 1;

        return start;
    }
}
