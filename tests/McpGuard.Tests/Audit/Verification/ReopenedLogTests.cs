using System.Security.Cryptography;
using System.Text.Json;

namespace McpGuard.Tests.Audit.Verification;

/// <summary>
/// Somebody who has the files and not the key changes the log of a stopped server; the server then continues it and signs. It vouches for
/// what it wrote, and never for what it found.
/// </summary>
[TestFixture]
[Category("AUD-4")]
internal sealed class ReopenedLogTests
{
    private AuditLog _log = null!;
    private AuditCheckpoint _kept = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _log = new(options => (options.MaxSegmentBytes, options.CheckpointRecords) = (4096, 10));
        await _log.WriteAsync(80);
        _kept = _log.Verify().LastCheckpoint!;
        Assert.That(_log.Verify(Strict).Verdict, Is.EqualTo(AuditVerdict.Intact));
        Assert.That(_log.Segments, Has.Length.GreaterThan(3));
    }

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public async Task Untouched_log_stays_intact()
    {
        await _log.WriteAsync(5);

        Assert.That(_log.Verify(Strict), Has.Property("Verdict").EqualTo(AuditVerdict.Intact).And.Property("UnsignedRecords").Zero);
    }

    [Test]
    public async Task Log_that_was_written_anew_without_checkpoints_is_not_signed()
    {
        _log.Rewrite(0, lines => lines.Select(line => line.Replace("record-3", "record-x", StringComparison.Ordinal)), dropsCheckpoints: true);

        var result = await ReopenAsync();
        Assert.That(Problems(result), Does.Contain(AuditFindingKind.Unvouched));
        Assert.That(result.UnsignedRecords, Is.EqualTo(80));
    }

    [Test]
    public async Task Log_that_was_written_anew_with_checkpoints_without_a_signature_is_not_signed()
    {
        _log.Rewrite(0, lines => lines.Select(line => line.Replace("record-3", "record-x", StringComparison.Ordinal)));

        Assert.That(Problems(await ReopenAsync()), Does.Contain(AuditFindingKind.SignatureWrong));
    }

    [Test]
    public async Task Forged_records_after_the_first_signed_checkpoint_do_not_count_as_signed()
    {
        // All but the first checkpoint is written anew, in one segment.
        var first = File.ReadAllLines(_log.Segments[0]);
        var end = Array.FindIndex(first, LogForger.IsCheckpoint);
        foreach (var segment in _log.Segments.Skip(1))
            File.Delete(segment);

        var lines = first[..(end + 1)].ToList();
        for (var seq = 11; seq <= 80; seq++)
            lines.Add(LogForger.Line("{\"event\":\"decision\",\"target\":\"forged\"}", seq, LogForger.HashOf(lines[^1])));
        await File.WriteAllTextAsync(_log.Segments[0], string.Concat(lines.Select(line => line + "\n")));

        var result = await ReopenAsync();
        Assert.That(Problems(result), Is.EqualTo(new[] { AuditFindingKind.Unvouched }));
        Assert.That(result.UnsignedRecords, Is.EqualTo(70));
        Assert.That(Problems(_log.Verify(Trusting)), Does.Contain(AuditFindingKind.Truncated));
    }

    [Test]
    public async Task Few_forged_records_after_a_signed_checkpoint_are_named_and_never_counted_as_signed()
    {
        var lines = File.ReadAllLines(_log.Segments[^1]);
        var seq = lines.Max(LogForger.SeqOf);
        await File.AppendAllTextAsync(
            _log.Segments[^1], LogForger.Line("{\"event\":\"decision\",\"target\":\"forged\"}", seq + 1, LogForger.HashOf(lines[^1])) + "\n");

        var result = await ReopenAsync();
        Assert.That(result.Verdict, Is.EqualTo(AuditVerdict.PartlyVouched));
        Assert.That(result.Findings.Select(finding => finding.Kind), Is.EqualTo(new[] { AuditFindingKind.Recovered, AuditFindingKind.UnsignedAfterCrash }));
        Assert.That(result.UnsignedRecords, Is.EqualTo(1));
        Assert.That(() => InclusionProof.Create(_log.Directory, seq + 1), Throws.InvalidOperationException);
        var recovery = AuditReader.Read(_log.Directory).Select(entry => entry.Recovery).Single(recovery => recovery is not null)!;
        Assert.That((recovery.UnvouchedFrom, recovery.UnvouchedTo, recovery.Problem), Is.EqualTo(((long?)seq + 1, (long?)seq + 1, (string?)null)));
    }

    [Test]
    public async Task Single_forged_record_of_a_deletion_explains_nothing([Values] bool keepsChain)
    {
        // Everybody can read the end of the chain, so the forged segment can continue it.
        var last = keepsChain ? _log.Lines[^1] : "{}";
        var header = LogForger.Header(File.ReadAllLines(_log.Segments[^1])[0]);
        foreach (var segment in _log.Segments)
            File.Delete(segment);

        var forged = (header with { Number = header.Number + 1, FirstSeq = 81, Link = LogForger.HashOf(last) }).Text();
        var deletion = new DeletionRecord
        {
            Reason = DeletionReason.Age,
            Time = _log.Time.GetUtcNow(),
            First = 1,
            Last = header.Number,
            LastSeq = 80,
            LastHash = LogForger.HashOf(last),
        };
        var line = LogForger.Line(JsonSerializer.Serialize(deletion, AuditFileJson.Default.DeletionRecord), 81, LogForger.HashOf(forged));
        await File.WriteAllTextAsync(SegmentFolder.PathOf(_log.Directory, header.Number + 1), $"{forged}\n{line}\n");

        Assert.That(Problems(await ReopenAsync()), Does.Contain(AuditFindingKind.SegmentMissing));
        Assert.That(Problems(_log.Verify(Trusting)), Does.Contain(AuditFindingKind.SegmentMissing));
    }

    [Test]
    public async Task Log_of_another_server_with_the_same_key_is_found_by_a_kept_checkpoint_and_by_its_id()
    {
        using var other = new AuditLog(options => options.MaxSegmentBytes = 4096);
        await other.WriteAsync(100);
        foreach (var segment in _log.Segments)
            File.Delete(segment);
        foreach (var segment in other.Segments)
            File.Copy(segment, Path.Combine(_log.Directory, Path.GetFileName(segment)));

        Assert.That((await ReopenAsync()).IsIntact, Is.True, "Nothing in the log itself can tell.");
        Assert.That(Problems(_log.Verify(Trusting)), Does.Contain(AuditFindingKind.LogChanged));
        Assert.That(Problems(_log.Verify(options => options.LogId = _kept.Log)), Does.Contain(AuditFindingKind.LogChanged));
    }

    [Test]
    public async Task Segment_of_another_server_with_the_same_key_is_found([Values(0, 2, 3)] int index)
    {
        using var other = new AuditLog(options => (options.MaxSegmentBytes, options.CheckpointRecords) = (4096, 10));
        await other.WriteAsync(80);
        File.Copy(other.Segments[index], _log.Segments[index], overwrite: true);

        Assert.That(Problems(await ReopenAsync()), Does.Contain(AuditFindingKind.LogChanged));
    }

    [Test]
    public async Task Last_segment_of_another_server_is_not_continued()
    {
        using var other = new AuditLog(options => (options.MaxSegmentBytes, options.CheckpointRecords) = (4096, 10));
        await other.WriteAsync(80);
        var last = _log.Segments.Length - 1;
        File.Copy(other.Segments[last], _log.Segments[last], overwrite: true);

        Assert.That(Problems(await ReopenAsync()), Does.Contain(AuditFindingKind.LogChanged).And.Contain(AuditFindingKind.BreakReported));
        var ids = _log.Segments.Select(segment => LogForger.Header(File.ReadAllLines(segment)[0]).Log).Distinct().ToArray();
        Assert.That(ids[..2], Is.EqualTo(new[] { _kept.Log, other.Verify().LogId }));
        Assert.That(ids, Has.Length.EqualTo(3), "Neither of the two tells whose the log is, so it gets one new id.");
    }

    [Test]
    public async Task Older_copy_of_the_whole_log_is_found_by_a_kept_checkpoint()
    {
        var copy = _log.Segments.ToDictionary(segment => segment, File.ReadAllBytes);
        await _log.WriteAsync(40);
        var kept = _log.Verify().LastCheckpoint!;
        foreach (var segment in _log.Segments)
            File.Delete(segment);
        foreach (var (segment, bytes) in copy)
            await File.WriteAllBytesAsync(segment, bytes);

        Assert.That((await ReopenAsync()).IsIntact, Is.True, "Nothing in the log itself can tell.");
        Assert.That(Problems(_log.Verify(options => options.TrustedCheckpoints.Add(kept))), Is.EqualTo(new[] { AuditFindingKind.Truncated }));
    }

    [Test]
    public async Task Emptied_directory_starts_a_new_log()
    {
        foreach (var segment in _log.Segments)
            File.Delete(segment);

        Assert.That((await ReopenAsync()).LogId, Is.Not.EqualTo(_kept.Log));
        Assert.That(Problems(_log.Verify(Trusting)), Is.EqualTo(new[] { AuditFindingKind.LogChanged }));
        Assert.That(Problems(_log.Verify(options => options.LogId = _kept.Log)), Is.EqualTo(new[] { AuditFindingKind.LogChanged }));
    }

    [Test]
    public async Task Records_cut_off_the_end_are_found_by_a_kept_checkpoint()
    {
        var lines = File.ReadAllLines(_log.Segments[^1]);
        await File.WriteAllTextAsync(_log.Segments[^1], string.Concat(lines.SkipLast(3).Select(line => line + "\n")));

        var result = await ReopenAsync();
        Assert.That(result.Findings.Select(finding => finding.Kind), Does.Contain(AuditFindingKind.Recovered));
        Assert.That(Problems(_log.Verify(Trusting)), Does.Contain(AuditFindingKind.Truncated));
    }

    [Test]
    public async Task Record_that_was_changed_in_a_segment_is_found([Range(0, 3)] int index, [Values] bool joins)
    {
        IEnumerable<string> Edit(IEnumerable<string> lines) =>
            lines.Select((line, i) => i == 2 ? line.Replace("record", "forged", StringComparison.Ordinal) : line);
        if (joins)
            _log.Rewrite(index, Edit);
        else
            await File.WriteAllTextAsync(_log.Segments[index], string.Concat(Edit(File.ReadAllLines(_log.Segments[index])).Select(line => line + "\n")));

        Assert.That(Problems(await ReopenAsync()), Is.Not.Empty);
    }

    [Test]
    public async Task Segment_that_was_removed_is_found([Range(0, 2)] int index)
    {
        File.Delete(_log.Segments[index]);

        Assert.That(Problems(await ReopenAsync()), Does.Contain(AuditFindingKind.SegmentMissing));
    }

    [Test]
    public async Task Segment_under_another_number_is_found([Values] bool keepsBoth)
    {
        var last = SegmentFolder.PathOf(_log.Directory, _log.Segments.Length + 1);
        File.Copy(_log.Segments[1], last);
        if (!keepsBoth)
            File.Delete(_log.Segments[1]);

        Assert.That(Problems(await ReopenAsync()), Does.Contain(AuditFindingKind.HeaderWrong));
    }

    [Test]
    public async Task Checkpoints_without_their_signature_are_found([Values(null, "another")] string? keyId, [Values] bool onlyLast)
    {
        var first = onlyLast ? _log.Segments.Length - 1 : 0;
        _log.Rewrite(first, lines => lines);
        foreach (var segment in _log.Segments.Skip(first))
        {
            var lines = File.ReadAllLines(segment).Select(line =>
                LogForger.IsCheckpoint(line)
                    ? (AuditCheckpoint.Parse(line) with { Signature = keyId is null ? null : AuditCheckpoint.Parse(line).Signature, KeyId = keyId }).ToString()
                    : line);
            await File.WriteAllTextAsync(segment, string.Concat(lines.Select(line => line + "\n")));
        }

        Assert.That(Problems(await ReopenAsync()), Does.Contain(AuditFindingKind.SignatureWrong));
        Assert.That(_log.Verify().UnsignedRecords, Is.GreaterThan(0));
    }

    [Test]
    public async Task Server_without_its_key_leaves_unsigned_records()
    {
        var signer = _log.Signer;
        _log.Signer = null;
        await _log.WriteAsync(30);
        _log.Signer = signer;

        var result = await ReopenAsync();
        Assert.That(Problems(result), Does.Contain(AuditFindingKind.Unvouched).And.Contain(AuditFindingKind.SignatureWrong));
        Assert.That(result.UnsignedRecords, Is.GreaterThanOrEqualTo(30));
        Assert.That(result.LogId, Is.EqualTo(_kept.Log));
    }

    [Test]
    public async Task Replaced_key_is_not_a_problem_for_a_verifier_with_both_keys()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var both = new AuditVerificationKey(ECDsa.Create(key.ExportParameters(includePrivateParameters: false)));
        using var signer = new EcdsaAuditSigner(ECDsa.Create(key.ExportParameters(includePrivateParameters: true)));
        _log.Signer = signer;
        await _log.WriteAsync(20);
        await _log.WriteAsync(20);

        Assert.That(_log.Verify(options => options.Keys.Add(both)).Verdict, Is.EqualTo(AuditVerdict.Intact));
        Assert.That(_log.Verify().Verdict, Is.EqualTo(AuditVerdict.Broken));
    }

    [Test]
    public async Task Signer_without_its_public_key_trusts_no_existing_records()
    {
        _log.Signer = new BareSigner(_log.Signer!);
        await _log.WriteAsync(5);

        Assert.That(LogForger.Header(File.ReadAllLines(_log.Segments[^1])[0]).Unvouched, Is.Not.Null);
    }

    [Test]
    public async Task Header_with_other_checkpoint_bounds_allows_no_more_unsigned_records()
    {
        // The forged segment says that a server signs but every million records.
        var last = _log.Lines[^1];
        var header = LogForger.Header(File.ReadAllLines(_log.Segments[^1])[0]) with
        {
            CheckpointRecords = 1_000_000,
            CheckpointSeconds = 3600,
            FirstSeq = 81,
            Link = LogForger.HashOf(last),
        };
        var lines = new List<string> { (header with { Number = header.Number + 1 }).Text() };
        for (var seq = 81; seq <= 200; seq++)
            lines.Add(LogForger.Line("{\"event\":\"decision\",\"target\":\"forged\"}", seq, LogForger.HashOf(lines[^1])));
        await File.WriteAllTextAsync(SegmentFolder.PathOf(_log.Directory, header.Number + 1), string.Concat(lines.Select(line => line + "\n")));

        Assert.That(Problems(_log.Verify()), Is.EqualTo(new[] { AuditFindingKind.Unvouched }));
        Assert.That(Problems(await ReopenAsync()), Is.EqualTo(new[] { AuditFindingKind.Unvouched }));
    }

    [Test]
    public async Task Segment_header_without_a_signature_is_not_trusted([Values] bool hidesRecords)
    {
        // A header says how many bytes of the segment before it count.
        var lines = File.ReadAllLines(_log.Segments[^1]);
        var counted = lines.Take(hidesRecords ? Array.FindIndex(lines, LogForger.IsCheckpoint) + 1 : lines.Length).ToArray();
        var header = LogForger.Header(lines[0]);
        var forged = header with
        {
            Number = header.Number + 1,
            FirstSeq = counted.Max(LogForger.SeqOf) + 1,
            PreviousLength = hidesRecords ? counted.Sum(line => line.Length + 1) : null,
            Link = LogForger.HashOf(counted[^1]),
        };
        await File.WriteAllTextAsync(SegmentFolder.PathOf(_log.Directory, forged.Number), forged.Text() + "\n");

        var result = _log.Verify();
        Assert.That(result.Verdict, Is.EqualTo(AuditVerdict.PartlyVouched));
        Assert.That(result.Findings.Select(finding => finding.Kind), Does.Contain(AuditFindingKind.NotYetSigned));
        Assert.That((await ReopenAsync()).IsIntact, Is.False);
    }

    [Test]
    public async Task Forged_number_leaves_later_records_readable(
        [Values(long.MinValue, -1, 999_999_999_999_999_999, long.MaxValue)] long seq, [Values] bool isHeader)
    {
        var header = LogForger.Header(File.ReadAllLines(_log.Segments[^1])[0]);
        var link = LogForger.HashOf(_log.Lines[^1]);
        if (isHeader)
            await File.WriteAllTextAsync(
                SegmentFolder.PathOf(_log.Directory, header.Number + 1),
                (header with { Number = header.Number + 1, FirstSeq = seq, Link = link }).Text() + "\n");
        else
            await File.AppendAllTextAsync(_log.Segments[^1], LogForger.Line("{\"event\":\"decision\",\"target\":\"forged\"}", seq, link) + "\n");

        Assert.That(await ReopenAsync(), Has.Property("Verdict").EqualTo(AuditVerdict.Broken));
        Assert.That(
            AuditReader.Read(_log.Directory).Count(entry => entry.Seq > 0 && entry.Json.Contains("record-", StringComparison.Ordinal)), Is.EqualTo(100));
        Assert.That(_log.Verify().LastSeq, Is.InRange(100, 1_000_000));
    }

    [Test]
    public async Task Log_id_that_no_writer_makes_is_not_continued()
    {
        for (var i = 0; i < 6; i++)
        {
            var header = LogForger.Header(File.ReadAllLines(_log.Segments[^1])[0]);
            var forged = header with { Log = new string('x', 5000), Number = header.Number + 1, Link = LogForger.HashOf(_log.Lines[^1]) };
            await File.WriteAllTextAsync(SegmentFolder.PathOf(_log.Directory, forged.Number), forged.Text() + "\n");
        }

        Assert.That(Problems(await ReopenAsync()), Does.Contain(AuditFindingKind.LogChanged));
        Assert.That(LogId.IsId(LogForger.Header(File.ReadAllLines(_log.Segments[^1])[0]).Log), Is.True);
    }

    private static void Strict(AuditVerificationOptions options) => options.RequireFinalCheckpoint = true;

    private void Trusting(AuditVerificationOptions options) => options.TrustedCheckpoints.Add(_kept);

    // The server continues, writes, and shuts down cleanly.
    private async Task<AuditVerification> ReopenAsync()
    {
        var before = _log.Verify();
        await _log.WriteAsync(15);
        await _log.WriteAsync(5);
        var result = _log.Verify(Strict);
        Assert.That(result.Verdict, Is.LessThanOrEqualTo(_log.Verify().Verdict));
        if (before is { Verdict: AuditVerdict.Broken, Segments: > 0 })
            Assert.That(result.Verdict, Is.EqualTo(AuditVerdict.Broken), "What was a problem stays one.");

        return result;
    }

    private static IEnumerable<AuditFindingKind> Problems(AuditVerification result) =>
        result.Findings.Where(finding => finding.IsProblem).Select(finding => finding.Kind).Distinct();

    private sealed class BareSigner(IAuditSigner inner) : IAuditSigner
    {
        public string KeyId => inner.KeyId;

        public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => inner.SignAsync(data, cancellationToken);
    }
}
