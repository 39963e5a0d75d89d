namespace McpGuard.Tests.Audit.Writing;

/// <summary>The file that is being written is compared with its path at each flush: a record that readers cannot find does not count as written.</summary>
[TestFixture]
[Category("AUD-3")]
[Category("AUD-4")]
internal sealed class ActiveSegmentTests
{
    private readonly List<string> _broken = [];
    private AuditLog _log = null!;

    [SetUp]
    public void SetUp()
    {
        _log = new();
        _broken.Clear();
    }

    [TearDown]
    public void TearDown() => _log.Dispose();

    [TestCase("delete", "removed")]
    [TestCase("move", "removed")]
    [TestCase("replace", "replaced")]
    [TestCase("truncate", "bytes")]
    [TestCase("append", "bytes")]
    [Platform(Exclude = "Win", Reason = "An open file is not removed there.")]
    public async Task Log_continues_in_a_new_segment_that_records_what_happened(string what, string told)
    {
        await using (var file = Open())
        {
            await AppendAsync(file, "first");
            Damage(what, _log.Segments[0]);
            for (var i = 0; i < 20; i++)
                await AppendAsync(file, $"later-{i}");
        }

        Assert.That(_broken, Has.Count.EqualTo(1).And.Exactly(1).Contains(told));
        Assert.That(
            _log.Lines.Count(line => line.Contains("\"later-", StringComparison.Ordinal)),
            Is.EqualTo(20).Or.EqualTo(21),
            "Each is on disk, the first of them in both files perhaps.");
        Assert.That(AuditReader.Read(_log.Directory).Select(entry => entry.Recovery?.Problem).OfType<string>(), Has.Exactly(1).Contains(told));
        var result = _log.Verify(options => options.RequireFinalCheckpoint = true);
        Assert.That(result.Findings.Select(finding => finding.Kind), Does.Contain(AuditFindingKind.BreakReported));
        Assert.That(result.Verdict, Is.EqualTo(AuditVerdict.Broken));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "An open file is not removed there.")]
    public async Task Directory_that_is_removed_is_made_again()
    {
        await using (var file = Open())
        {
            await AppendAsync(file, "first");
            Directory.Delete(_log.Directory, recursive: true);
            await AppendAsync(file, "second");
            Assert.That(_log.Lines, Has.Some.Contains("second"));
            Assert.That(_log.Open, Throws.InstanceOf<IOException>().With.Message.Contains("Another process may be writing"));
        }

        Assert.That(
            _log.Verify().Findings.Select(finding => finding.Kind), Does.Contain(AuditFindingKind.BreakReported).And.Contain(AuditFindingKind.SegmentMissing));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "An open file is not removed there.")]
    public async Task Directory_that_cannot_be_recreated_is_reported_until_it_can()
    {
        await using var file = Open();
        await AppendAsync(file, "first");
        Directory.Delete(_log.Directory, recursive: true);
        await File.WriteAllTextAsync(_log.Directory, "");
        Assert.That(() => AppendAsync(file, "lost"), Throws.InstanceOf<IOException>());

        File.Delete(_log.Directory);
        await AppendAsync(file, "second");
        Assert.That(_log.Lines, Has.Some.Contains("second"));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "An open file is not removed there.")]
    public async Task Damage_is_seen_while_nothing_comes()
    {
        await using var file = Open();
        await AppendAsync(file, "first");
        File.Delete(_log.Segments[0]);

        _log.Time.Advance(AuditFile.FlushInterval);
        await Eventually.IsTrueAsync(() => _log.Segments.Length == 1 && _log.Lines.Any(LogForger.IsCheckpoint));
        Assert.That(Path.GetFileName(_log.Segments[0]), Is.EqualTo("audit-0000000002.jsonl"));
    }

    [Test]
    public async Task Replaced_writer_reports_it_and_stops_writing()
    {
        _log.Streams.IgnoresLocks = true;
        await using var second = await TakeOverAsync();

        await AppendAsync(second, "third");
        Assert.That(_log.Lines, Has.None.Contains("refused").And.Some.Contains("third"));
    }

    [Test]
    public async Task No_segment_is_started_that_a_reader_would_not_find()
    {
        await using var file = Open();
        await AppendAsync(file, "first");
        var highest = SegmentFolder.PathOf(_log.Directory, SegmentFolder.MaxNumber);
        await File.WriteAllTextAsync(highest, "");
        Damage("append", _log.Segments[0]);
        Assert.That(() => AppendAsync(file, "lost"), Throws.InstanceOf<IOException>().With.InnerException.Message.Contains("highest possible number"));

        File.Delete(highest);
        await AppendAsync(file, "second");
        Assert.That(AuditReader.Read(_log.Directory).Count(entry => entry.Json.Contains("second", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task File_that_was_cut_off_is_not_made_long_again_when_a_write_is_taken_back()
    {
        await using (var file = Open())
        {
            await AppendAsync(file, "first");
            _log.Streams.FailsToFlush = true;
            _log.Streams.Flushing = () => Damage("truncate", _log.Segments[0]);
            Assert.That(() => AppendAsync(file, "refused"), Throws.InstanceOf<IOException>());

            _log.Streams.FailsToFlush = false;
            _log.Streams.Flushing = null;
            await AppendAsync(file, "second");
        }

        Assert.That(_broken, Has.Count.EqualTo(1).And.Exactly(1).Contains("bytes"));
        Assert.That(new FileInfo(_log.Segments[0]).Length, Is.Zero);
        Assert.That(AuditReader.Read(_log.Directory).Count(entry => entry.Json.Contains("second", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task File_with_the_name_of_the_next_segment_is_not_overwritten()
    {
        _log.Options.MaxSegmentBytes = 4096;
        var next = SegmentFolder.PathOf(_log.Directory, 2);
        await using (var file = Open())
        {
            await AppendAsync(file, "first");
            await File.WriteAllTextAsync(next, "of somebody else");
            for (var i = 0; i < 40; i++)
                await AppendAsync(file, $"record-{i}");
        }

        Assert.That(await File.ReadAllTextAsync(next), Is.EqualTo("of somebody else"));
        Assert.That(_log.Lines.Count(line => line.Contains("\"record-", StringComparison.Ordinal)), Is.EqualTo(40));
        Assert.That(_log.Verify().Verdict, Is.EqualTo(AuditVerdict.Broken));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "There are no such files there.")]
    public async Task Leftovers_that_are_not_files_block_nothing_and_are_found([Values] bool isLast)
    {
        _log.Options.MaxSegmentBytes = 4096;
        await _log.WriteAsync(60);
        var pipe = isLast ? SegmentFolder.PathOf(_log.Directory, _log.Segments.Length + 1) : _log.Segments[1];
        File.Delete(pipe);
        Pipes.Make(pipe);
        Pipes.Make(Path.Combine(_log.Directory, "audit-0000000001.jsonl.5-0.torn"));
        await File.WriteAllTextAsync(Path.Combine(_log.Directory, "audit-99999999999.jsonl"), "");
        await File.WriteAllTextAsync(Path.Combine(_log.Directory, "audit-2147483647.jsonl"), "");
        await _log.WriteAsync(1);

        var kinds = _log.Verify().Findings.Select(finding => finding.Kind).ToArray();
        Assert.That(kinds, Does.Contain(AuditFindingKind.FileUnreadable));
        Assert.That(kinds.Count(kind => kind == AuditFindingKind.FileIgnored), Is.EqualTo(3));
        Assert.That(AuditReader.Read(_log.Directory).Count(entry => entry.Line == 0), Is.EqualTo(1));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Files are not sparse there by themselves.")]
    public async Task Tail_of_gigabytes_without_a_line_end_is_not_read()
    {
        await _log.WriteAsync(3);
        using (var stream = new FileStream(_log.Segments[0], FileMode.Open))
            stream.SetLength(64L * 1024 * 1024 * 1024);

        await _log.WriteAsync(1);
        Assert.That(_log.Segments, Has.Length.EqualTo(2));
        Assert.That(_log.Verify().Findings.Select(finding => finding.Kind), Is.EqualTo(new[] { AuditFindingKind.BytesAbandoned, AuditFindingKind.Recovered }));
        Assert.That(AuditReader.Read(_log.Directory).Count(entry => entry.Json.Contains("record-", StringComparison.Ordinal)), Is.EqualTo(4));
    }

    private async Task<AuditFile> TakeOverAsync()
    {
        var first = Open();
        await AppendAsync(first, "first");
        var second = Open();
        Assert.That(() => AppendAsync(first, "refused"), Throws.InstanceOf<IOException>().With.InnerException.Message.Contains("taken over"));
        Assert.That(async () => await first.DisposeAsync(), Throws.InstanceOf<IOException>());
        return second;
    }

    private void Damage(string what, string segment)
    {
        switch (what)
        {
            case "delete":
                File.Delete(segment);
                break;
            case "move":
                File.Move(segment, Path.Combine(_log.Root, "moved"));
                break;
            case "replace":
                File.Copy(segment, segment + "x");
                File.Move(segment + "x", segment, overwrite: true);
                break;
            default:
                // Another process does not ask for locks.
                using (var process = System.Diagnostics.Process.Start("/bin/sh", ["-c", what == "truncate" ? $": > '{segment}'" : $"echo x >> '{segment}'"]))
                    process.WaitForExit();
                break;
        }
    }

    private AuditFile Open() => AuditFile.Open(_log.Options, _log.Signer, _log.Time, _log.Streams.Open, new() { Broken = _broken.Add });

    private static Task AppendAsync(AuditFile file, string text) =>
        file.AppendAsync(AuditLog.Record(text), AuditDurability.Flushed, CancellationToken.None).AsTask();
}
