using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace McpGuard.Tests.Audit.Writing;

[TestFixture]
[Category("AUD-4")]
internal sealed class AuditFileRetentionTests
{
    private AuditLog _log = null!;

    [SetUp]
    public void SetUp() => _log = new(options => (options.MaxSegmentBytes, options.RetainAtLeast) = (4096, TimeSpan.Zero));

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public async Task Oldest_segments_go_when_all_are_too_large_together()
    {
        _log.Options.RetainBytes = 12_000;
        await _log.WriteAsync(200);

        Assert.That(_log.Segments.Sum(file => new FileInfo(file).Length), Is.LessThan(12_000 + 4096));
        Assert.That(Path.GetFileName(_log.Segments[0]), Is.Not.EqualTo("audit-0000000001.jsonl"));
        Assert.That(_log.Lines, Has.Some.Contains("\"event\":\"segments_deleted\""));
    }

    [Test]
    public async Task Flood_of_any_size_deletes_no_recent_record()
    {
        _log.Options.RetainBytes = 12_000;
        _log.Options.RetainAtLeast = TimeSpan.FromHours(1);
        await using (var file = _log.Open())
        {
            await file.AppendAsync(AuditLog.Record("administrator"), AuditDurability.Flushed, CancellationToken.None);
            _log.Time.Advance(TimeSpan.FromSeconds(10));
            for (var i = 0; i < 300; i++)
                await file.AppendAsync(AuditLog.Record("stranger"), AuditDurability.Flushed, CancellationToken.None);
        }

        Assert.That(_log.Lines, Has.Some.Contains("administrator"));
        Assert.That(_log.Segments.Sum(segment => new FileInfo(segment).Length), Is.GreaterThan(12_000 + 4096));

        _log.Time.Advance(TimeSpan.FromHours(1));
        await _log.WriteAsync(1);
        Assert.That(_log.Segments.Sum(segment => new FileInfo(segment).Length), Is.LessThan(12_000 + 4096));
        Assert.That(_log.Verify().IsIntact, Is.True);
    }

    [Test]
    public async Task Log_that_is_too_large_and_may_not_be_shortened_is_reported_until_it_can_be()
    {
        _log.Options.RetainBytes = 12_000;
        _log.Options.RetainAtLeast = TimeSpan.FromHours(1);
        var told = new List<long>();
        await using var file = AuditFile.Open(_log.Options, _log.Signer, _log.Time, events: new() { Outgrown = told.Add });
        for (var i = 0; i < 20; i++)
            await AppendAsync();

        Assert.That((file.Excess, told.Count), Is.EqualTo((0L, 0)));

        for (var i = 0; i < 200; i++)
            await AppendAsync();

        Assert.That(told, Has.Count.EqualTo(1));
        Assert.That(file.Excess, Is.GreaterThan(told[0]).And.LessThan(_log.Segments.Sum(segment => new FileInfo(segment).Length)));

        _log.Time.Advance(TimeSpan.FromHours(2));
        await AppendAsync();
        await Eventually.IsTrueAsync(() => file.Excess == 0);

        Task AppendAsync() => file.AppendAsync(AuditLog.Record("stranger"), AuditDurability.Flushed, CancellationToken.None).AsTask();
    }

    [Test]
    public async Task Deletion_names_its_true_reason()
    {
        _log.Options.RetainFor = TimeSpan.FromDays(7);
        await _log.WriteAsync(60);
        _log.Time.Advance(TimeSpan.FromDays(6));
        await _log.WriteAsync(100);
        _log.Time.Advance(TimeSpan.FromDays(2));
        _log.Options.RetainBytes = 8192;
        await _log.WriteAsync(1);

        var deletions = AuditReader.Read(_log.Directory).Select(entry => entry.Deletion).OfType<DeletionRecord>().ToArray();
        Assert.That(deletions.Select(deletion => deletion.Reason), Is.EqualTo(new[] { DeletionReason.Age, DeletionReason.Size }));
        Assert.That(deletions[1].First, Is.EqualTo(deletions[0].Last + 1));
        Assert.That(_log.Verify().Findings.Single().Message, Does.Contain("because of their size"));
    }

    [Test]
    public async Task Deletion_that_disagrees_with_a_trusted_checkpoint_is_found()
    {
        _log.Options.RetainFor = TimeSpan.FromDays(7);
        await _log.WriteAsync(60);
        var kept = AuditCheckpoint.Parse((await File.ReadAllLinesAsync(_log.Segments[0]))[^1]);
        _log.Time.Advance(TimeSpan.FromDays(8));
        await _log.WriteAsync(1);
        Assert.That(_log.Verify(options => options.TrustedCheckpoints.Add(kept)).IsIntact, Is.True);

        // What was known then ends later, or is younger, than what was deleted.
        foreach (var other in new[] { kept with { Seq = 10_000 }, kept with { Time = _log.Time.GetUtcNow().AddDays(1) } })
            Assert.That(
                _log.Verify(options => options.TrustedCheckpoints.Add(other)).Findings.Select(finding => finding.Kind),
                Does.Contain(AuditFindingKind.Truncated));
    }

    [Test]
    public async Task Segments_go_when_they_have_been_closed_for_long_enough()
    {
        _log.Options.RetainFor = TimeSpan.FromDays(7);
        await _log.WriteAsync(100);
        var count = _log.Segments.Length;

        _log.Time.Advance(TimeSpan.FromDays(6));
        await _log.WriteAsync(1);
        Assert.That(_log.Segments, Has.Length.GreaterThanOrEqualTo(count));

        _log.Time.Advance(TimeSpan.FromDays(2));
        await _log.WriteAsync(1);
        Assert.That(Path.GetFileName(_log.Segments[0]), Is.EqualTo(Path.GetFileName(SegmentFolder.PathOf("", count))));
        Assert.That(_log.Verify().IsIntact, Is.True);
    }

    [Test]
    public async Task Segments_go_while_nothing_comes()
    {
        _log.Options.RetainFor = TimeSpan.FromDays(7);
        _log.Options.MaxSegmentAge = TimeSpan.FromDays(31);
        await using var file = _log.Open();
        for (var i = 0; i < 50; i++)
            await file.AppendAsync(AuditLog.Record($"record-{i}"), AuditDurability.Flushed, CancellationToken.None);

        var first = _log.Segments[0];
        _log.Time.Advance(TimeSpan.FromDays(8));
        await Eventually.IsTrueAsync(() => !File.Exists(first));
    }

    [Test]
    public async Task Verification_accepts_a_later_start_that_the_log_explains()
    {
        _log.Options.RetainBytes = 12_000;
        await _log.WriteAsync(200);

        var result = _log.Verify();
        Assert.That(result.Findings.Select(finding => finding.Kind), Is.EqualTo(new[] { AuditFindingKind.BeginsLater }));
        Assert.That(result.IsIntact, Is.True);
    }

    [Test]
    public async Task Verification_refuses_an_unexplained_later_start()
    {
        _log.Options.RetainBytes = 12_000;
        await _log.WriteAsync(200);
        File.Delete(_log.Segments[0]);

        Assert.That(
            _log.Verify().Findings.Where(finding => finding.IsProblem).Select(finding => finding.Kind), Is.EqualTo(new[] { AuditFindingKind.SegmentMissing }));
    }

    [Test]
    public async Task Explanation_that_no_signature_covers_explains_nothing()
    {
        await _log.WriteAsync(100);
        var kept = _log.Verify().LastCheckpoint!;
        var second = SegmentHeader.Parse(Encoding.UTF8.GetBytes((await File.ReadAllLinesAsync(_log.Segments[1]))[0]))!;
        File.Delete(_log.Segments[0]);

        // Who has the files and not the key can write lines behind the last checkpoint.
        var deletion = new DeletionRecord
        {
            Reason = DeletionReason.Age,
            Time = _log.Time.GetUtcNow(),
            First = 1,
            Last = 1,
            LastSeq = second.FirstSeq - 1,
            LastHash = second.Link,
        };
        var line = new ArrayBufferWriter<byte>();
        AuditLine.WriteRecord(
            line,
            JsonSerializer.SerializeToUtf8Bytes(deletion, AuditFileJson.Default.DeletionRecord),
            101,
            Base64Url.EncodeToUtf8(SHA256.HashData(Encoding.UTF8.GetBytes(_log.Lines[^1]))));
        await File.AppendAllTextAsync(_log.Segments[^1], Encoding.UTF8.GetString(line.WrittenSpan) + "\n");

        var result = _log.Verify(options => options.TrustedCheckpoints.Add(kept));
        Assert.That(result.Findings.Where(finding => finding.IsProblem).Select(finding => finding.Kind), Is.EqualTo(new[] { AuditFindingKind.SegmentMissing }));
    }

    [Test]
    public async Task Deletion_is_covered_by_a_signature_before_anything_is_deleted()
    {
        _log.Options.RetainFor = TimeSpan.FromDays(7);
        await _log.WriteAsync(50);
        _log.Time.Advance(TimeSpan.FromDays(8));
        await using var file = _log.Open();

        Assert.That(_log.Verify().Findings.Select(finding => finding.Kind), Is.EqualTo(new[] { AuditFindingKind.BeginsLater }));
    }

    [Test]
    public async Task Verification_accepts_an_interrupted_deletion()
    {
        _log.Options.RetainFor = TimeSpan.FromDays(7);
        await _log.WriteAsync(150);
        var written = _log.Segments.ToDictionary(segment => segment, File.ReadAllText);
        _log.Time.Advance(TimeSpan.FromDays(8));
        await _log.WriteAsync(1);

        // A crash after the first deletion leaves what was to go after it.
        var left = written.Skip(1).Where(segment => !File.Exists(segment.Key)).ToArray();
        Assert.That(left, Has.Length.GreaterThan(1));
        foreach (var (segment, text) in left)
            await File.WriteAllTextAsync(segment, text);

        var result = _log.Verify();
        Assert.That(result.Findings.Select(finding => finding.Kind), Is.EqualTo(new[] { AuditFindingKind.BeginsLater }));
    }

    [Test]
    public async Task Verification_accepts_a_later_start_after_a_trusted_checkpoint()
    {
        await _log.WriteAsync(100);
        var last = AuditCheckpoint.Parse((await File.ReadAllLinesAsync(_log.Segments[0]))[^1]);
        File.Delete(_log.Segments[0]);

        Assert.That(_log.Verify().Verdict, Is.EqualTo(AuditVerdict.Broken));
        var result = _log.Verify(options => options.TrustedCheckpoints.Add(last));
        Assert.That(result.Findings.Select(finding => finding.Kind), Is.EqualTo(new[] { AuditFindingKind.BeginsLater }));
        Assert.That(result.Verdict, Is.EqualTo(AuditVerdict.PartlyVouched), "It proves that the rest was there, and not that it may be gone.");
    }

    [Test]
    public async Task Header_that_this_writer_did_not_sign_makes_no_segment_old([Values] bool joins)
    {
        _log.Options.RetainFor = TimeSpan.FromDays(7);
        await _log.WriteAsync(150);
        var kept = _log.Verify().LastCheckpoint!;
        var written = _log.Segments.ToDictionary(segment => segment, File.ReadAllText);

        // Somebody who has the files and not the key writes that segments were begun, and so closed, years ago.
        for (var i = 1; i < written.Count - 1; i++)
        {
            IEnumerable<string> Age(IEnumerable<string> lines) =>
                lines.Select((line, at) => at == 0 ? (LogForger.Header(line) with { Time = Callers.Now.AddYears(-5) }).Text() : line);
            if (joins)
                _log.Rewrite(i, Age);
            else
                await File.WriteAllTextAsync(_log.Segments[i], string.Concat(Age(await File.ReadAllLinesAsync(_log.Segments[i])).Select(line => line + "\n")));
        }

        await _log.WriteAsync(1);
        Assert.That(written.Keys, Has.All.Exist);
        Assert.That(_log.Lines, Has.None.Contains("segments_deleted"));

        foreach (var (segment, text) in written)
            await File.WriteAllTextAsync(segment, text);
        Assert.That(
            _log.Verify(options => options.TrustedCheckpoints.Add(kept)).Findings.Select(finding => finding.Kind),
            Has.None.EqualTo(AuditFindingKind.BeginsLater));
    }

    [Test]
    public async Task Old_segment_of_another_log_with_the_same_key_makes_no_segment_old()
    {
        using var other = new AuditLog(options => options.MaxSegmentBytes = 4096);
        await other.WriteAsync(150);
        _log.Options.RetainFor = TimeSpan.FromDays(7);
        _log.Time.Advance(TimeSpan.FromDays(30));
        await _log.WriteAsync(150);
        var first = _log.Segments[0];
        for (var i = 1; i < _log.Segments.Length - 1; i++)
            File.Copy(other.Segments[i], _log.Segments[i], overwrite: true);

        await _log.WriteAsync(1);
        Assert.That(first, Does.Exist);
        Assert.That(_log.Lines, Has.None.Contains("segments_deleted"));
    }

    [Test]
    public async Task Enlarged_segment_does_not_cause_a_deletion([Values(0, 1, -1)] int index, [Values] bool isSparse)
    {
        await _log.WriteAsync(60);
        _log.Options.RetainBytes = 100_000;
        var segment = index < 0 ? _log.Segments[^1] : _log.Segments[index];
        var first = _log.Segments[0];
        await using (var stream = File.OpenWrite(segment))
        {
            stream.Seek(0, SeekOrigin.End);
            for (var i = 0; !isSparse && i < 20_000; i++)
                await stream.WriteAsync("nothing that the log has written\n"u8.ToArray());

            stream.SetLength(stream.Length + (isSparse ? 1L << 30 : 0));
        }

        await _log.WriteAsync(1);
        Assert.That(first, Does.Exist);
        Assert.That(File.ReadLines(_log.Segments[^1]), Has.None.Contains("segments_deleted"));
    }

    [Test]
    public async Task Segment_that_is_missing_is_found_also_when_those_around_it_were_deleted([Values(0, 1, 2)] int index)
    {
        _log.Options.RetainFor = TimeSpan.FromDays(7);
        await _log.WriteAsync(150);
        var last = _log.Segments[^1];
        File.Delete(_log.Segments[index]);

        _log.Time.Advance(TimeSpan.FromDays(8));
        await _log.WriteAsync(1);
        Assert.That(_log.Segments[0], Is.EqualTo(last));
        var problem = _log.Verify().Findings.Single(finding => finding.IsProblem);
        Assert.That(
            (problem.Kind, problem.Message),
            Is.EqualTo((
                AuditFindingKind.SegmentMissing,
                $"The log begins with segment {int.Parse(Path.GetFileName(last)[6..16])}: segment {index + 1} is missing, and no signed record of a " +
                    "deletion names it.")));
    }

    [Test]
    public async Task Directory_or_link_in_the_place_of_a_segment_stops_no_start_and_stays_a_finding([Values] bool isLink)
    {
        _log.Options.RetainFor = TimeSpan.FromDays(7);
        await _log.WriteAsync(150);
        var (first, last) = (_log.Segments[0], _log.Segments[^1]);
        var place = _log.Segments[1];
        File.Delete(place);
        if (isLink)
            File.CreateSymbolicLink(place, last);
        else
            Directory.CreateDirectory(place);

        _log.Time.Advance(TimeSpan.FromDays(8));
        await _log.WriteAsync(1);
        await _log.WriteAsync(1);
        Assert.That((File.Exists(first), Path.Exists(place)), Is.EqualTo((false, true)));
        Assert.That(_log.Verify().Findings.Where(finding => finding.IsProblem).Select(finding => finding.Kind), Does.Contain(AuditFindingKind.FileUnreadable));
        Assert.That(AuditReader.Read(_log.Directory).Count(entry => entry.Deletion is not null), Is.EqualTo(2), "One before the gap, and one after it.");
    }

    [Test]
    public async Task Deleted_segment_that_is_put_back_is_deleted_again_and_lets_no_other_one_go()
    {
        _log.Options.RetainBytes = 12_000;
        var segment = SegmentFolder.PathOf(_log.Directory, 1);
        byte[]? copy = null;
        await using (var file = _log.Open())
        {
            for (var i = 0; i < 200; i++)
            {
                copy ??= File.Exists(SegmentFolder.PathOf(_log.Directory, 2)) ? File.ReadAllBytes(segment) : null;
                await file.AppendAsync(AuditLog.Record($"record-{i}"), AuditDurability.Flushed, CancellationToken.None);
            }
        }

        var kept = _log.Segments;
        Assert.That(kept, Does.Not.Contain(segment));
        await File.WriteAllBytesAsync(segment, copy!);
        await _log.WriteAsync(1);

        Assert.That(_log.Segments, Is.EqualTo(kept));
        Assert.That(_log.Verify().IsIntact, Is.True);
    }

    [Test]
    public async Task Segment_that_was_changed_goes_when_a_later_one_that_is_signed_is_old_enough()
    {
        _log.Options.RetainFor = TimeSpan.FromDays(7);
        await _log.WriteAsync(100);
        await File.AppendAllTextAsync(_log.Segments[1], "forged\n");
        await File.WriteAllTextAsync(_log.Segments[2], "forged\n");

        var last = _log.Segments[^1];
        _log.Time.Advance(TimeSpan.FromDays(8));
        await _log.WriteAsync(1);
        Assert.That(_log.Segments[0], Is.EqualTo(last));
    }

    [Test]
    public async Task Segment_that_is_being_written_is_never_deleted()
    {
        _log.Options.RetainBytes = 4096;
        _log.Options.MaxSegmentBytes = 1024 * 1024;
        await _log.WriteAsync(100);
        await _log.WriteAsync(1);

        Assert.That(_log.Verify(), Has.Property("IsIntact").True.And.Property("LastSeq").EqualTo(101));
    }
}
