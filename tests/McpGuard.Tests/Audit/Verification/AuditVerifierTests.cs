using System.Security.Cryptography;

namespace McpGuard.Tests.Audit.Verification;

[TestFixture]
[Category("AUD-4")]
internal sealed class AuditVerifierTests
{
    private AuditLog _log = null!;

    // Three segments; in the first: header, records 1 to n, checkpoint.
    [SetUp]
    public async Task SetUpAsync()
    {
        _log = new(options => options.MaxSegmentBytes = 4096);
        await _log.WriteAsync(80);
    }

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public void Untouched_log_is_intact() =>
        Assert.That(_log.Verify(options => options.RequireFinalCheckpoint = true), Has.Property("IsIntact").True
            .And.Property("Findings").Empty
            .And.Property("Segments").EqualTo(3)
            .And.Property("Records").EqualTo(80)
            .And.Property("SignedSeq").EqualTo(80));

    [Test]
    public void Changed_record_is_located()
    {
        Edit(0, lines => lines[4] = lines[4].Replace("record-3", "record-4", StringComparison.Ordinal));

        Assert.That(FirstProblem(), Is.EqualTo((AuditFindingKind.LineChanged, 1, 5, 4L)));
    }

    [Test]
    public void Deleted_record_is_located()
    {
        Edit(0, lines => lines.RemoveAt(4));

        Assert.That(FirstProblem(), Is.EqualTo((AuditFindingKind.LinesMissing, 1, 5, 3L)));
    }

    [Test]
    public void Repeated_record_is_located()
    {
        Edit(0, lines => lines.Insert(5, lines[4]));

        Assert.That(FirstProblem(), Is.EqualTo((AuditFindingKind.LineMisplaced, 1, 6, 4L)));
    }

    [Test]
    public void Inserted_record_is_located()
    {
        Edit(0, lines => lines.Insert(5, lines[4].Replace("\"seq\":4", "\"seq\":5", StringComparison.Ordinal)));

        Assert.That(FirstProblem(), Is.EqualTo((AuditFindingKind.LineChanged, 1, 5, 4L)));
    }

    [Test]
    public void Reordered_records_are_located()
    {
        Edit(0, lines => (lines[4], lines[5]) = (lines[5], lines[4]));

        Assert.That(FirstProblem(), Is.EqualTo((AuditFindingKind.LinesMissing, 1, 5, 3L)));
    }

    [Test]
    public void Malformed_line_is_located()
    {
        Edit(0, lines => lines[4] = "{}");

        Assert.That(FirstProblem(), Is.EqualTo((AuditFindingKind.LineMalformed, 1, 5, 3L)));
    }

    [Test]
    public void Line_that_is_too_long_is_found()
    {
        Edit(0, lines => lines[4] = new string('x', 4 * RecordForm.MaxBytes));

        Assert.That(FirstProblem().Kind, Is.EqualTo(AuditFindingKind.LineMalformed));
    }

    [Test]
    public void Deleted_checkpoint_is_found()
    {
        Edit(0, lines => lines.RemoveAt(lines.Count - 1));

        var problem = FirstProblem();
        Assert.That((problem.Kind, problem.Segment, problem.Line), Is.EqualTo((AuditFindingKind.SegmentsApart, 2, 1)));
    }

    [Test]
    public void Missing_segment_is_found()
    {
        File.Delete(_log.Segments[1]);

        Assert.That(_log.Verify().Findings[0], Has.Property("Kind").EqualTo(AuditFindingKind.SegmentMissing).And.Property("Segment").EqualTo(3));
    }

    [Test]
    public void Exchanged_segments_are_found()
    {
        var (first, second) = (_log.Segments[0], _log.Segments[1]);
        File.Move(first, first + "x");
        File.Move(second, first);
        File.Move(first + "x", second);

        var problem = FirstProblem();
        Assert.That((problem.Kind, problem.Segment), Is.EqualTo((AuditFindingKind.HeaderWrong, 1)));
    }

    [Test]
    public void Empty_directory_is_not_a_log()
    {
        foreach (var segment in _log.Segments)
            File.Delete(segment);

        Assert.That(FirstProblem().Kind, Is.EqualTo(AuditFindingKind.SegmentMissing));
    }

    [Test]
    public void Records_cut_off_the_end_are_found_by_a_checkpoint_kept_elsewhere()
    {
        var kept = _log.Verify().LastCheckpoint!;
        Edit(2, lines => lines.RemoveRange(lines.Count - 2, 2));

        Assert.That(_log.Verify().ProblemCount, Is.Zero, "Nothing in the log itself can tell.");
        var problem = _log.Verify(options => options.TrustedCheckpoints.Add(kept)).Findings.Single(finding => finding.IsProblem);
        Assert.That(problem, Has.Property("Kind").EqualTo(AuditFindingKind.Truncated).And.Property("Seq").EqualTo(80));
        Assert.That(
            _log.Verify(options => options.RequireFinalCheckpoint = true).Findings.Single(finding => finding.IsProblem).Kind,
            Is.EqualTo(AuditFindingKind.Truncated));
    }

    [Test]
    public async Task Log_that_was_cut_off_and_written_on_is_found_by_a_checkpoint_kept_elsewhere()
    {
        var kept = _log.Verify().LastCheckpoint!;
        Edit(2, lines => lines.RemoveRange(lines.Count - 2, 2));
        await _log.WriteAsync(5);

        Assert.That(
            _log.Verify().Findings.Select(finding => finding.Kind), Is.EqualTo(new[] { AuditFindingKind.Recovered, AuditFindingKind.UnsignedAfterCrash }));
        Assert.That(
            _log.Verify(options => options.TrustedCheckpoints.Add(kept)).Findings.Select(finding => finding.Kind), Does.Contain(AuditFindingKind.Truncated));
    }

    [Test]
    public async Task Log_that_was_written_anew_without_the_key_is_found()
    {
        using var forged = new AuditLog(options => options.MaxSegmentBytes = 4096);
        forged.Signer = new EcdsaAuditSigner(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        await forged.WriteAsync(80);
        using var key = AuditLog.Key();
        var options = new AuditVerificationOptions { Keys = { key } };

        var result = AuditVerifier.Verify(forged.Directory, options);
        Assert.That(result.Findings.Select(finding => finding.Kind).Distinct(), Is.EqualTo(new[] { AuditFindingKind.SignatureWrong }));
        Assert.That(result, Has.Property("SignedSeq").Zero.And.Property("LastCheckpoint").Null);
    }

    [Test]
    public async Task Log_that_was_written_anew_without_signatures_is_found([Values(1, 80)] int records)
    {
        using var forged = new AuditLog { Signer = null };
        await forged.WriteAsync(records);
        using var key = AuditLog.Key();

        Assert.That(AuditVerifier.Verify(forged.Directory, new() { Keys = { key } }).IsIntact, Is.False);
    }

    [Test]
    public async Task Log_without_a_signed_checkpoint_does_not_count_as_signed()
    {
        using var forged = new AuditLog();
        await forged.WriteAsync(5);
        var lines = await File.ReadAllLinesAsync(forged.Segments[0]);
        await File.WriteAllLinesAsync(forged.Segments[0], lines[..^1]);

        Assert.That(forged.Verify().Findings.Select(finding => finding.Kind), Is.EqualTo(new[] { AuditFindingKind.SignatureWrong }));
    }

    [Test]
    public void Checkpoint_of_another_name_or_signature_is_refused()
    {
        var last = AuditCheckpoint.Parse(_log.Lines[^1]);
        foreach (var forged in new[]
            {
                last with { KeyId = "other" },
                last with { Signature = null },
                last with { Signature = new string('A', 86) },
                last with { Time = last.Time.AddSeconds(1) },
            })
        {
            Edit(2, lines => lines[^1] = forged.ToString());
            Assert.That(FirstProblem().Kind, Is.EqualTo(AuditFindingKind.SignatureWrong));
        }
    }

    [Test]
    public void Signature_has_one_written_form()
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var last = AuditCheckpoint.Parse(_log.Lines[^1]);

        // The last four bits of the text stand for nothing.
        var same = last with { Signature = last.Signature![..^1] + Alphabet[Alphabet.IndexOf(last.Signature[^1], StringComparison.Ordinal) ^ 1] };
        Edit(2, lines => lines[^1] = same.ToString());

        Assert.That(FirstProblem().Kind, Is.EqualTo(AuditFindingKind.SignatureWrong));
    }

    [Test]
    public void Checkpoint_that_contradicts_the_log_is_found_without_a_key()
    {
        _log.Signer = null;
        var last = AuditCheckpoint.Parse(_log.Lines[^1]);
        foreach (var forged in new[] { last with { Seq = 79 }, last with { Size = 1 }, last with { Root = last.Hash }, last with { Segment = 2 } })
        {
            Edit(2, lines => lines[^1] = forged.ToString());
            Assert.That(FirstProblem().Kind, Is.EqualTo(AuditFindingKind.CheckpointWrong));
        }
    }

    [Test]
    public void Checkpoint_has_one_written_form()
    {
        var line = _log.Lines[^1];

        Assert.That(AuditCheckpoint.Parse(line).ToString(), Is.EqualTo(line));
        foreach (var other in new[]
            {
                line + " ",
                line.Replace(",", ", ", StringComparison.Ordinal),
                line.Replace("\"size\"", "\"x\":1,\"size\"", StringComparison.Ordinal),
                "{\"checkpoint\":null,\"prev\":\"\"}",
                "null",
                "",
            })
            Assert.That(() => AuditCheckpoint.Parse(other), Throws.InstanceOf<FormatException>(), other);
    }

    [Test]
    public async Task Log_that_is_being_written_can_be_verified()
    {
        await using var file = _log.Open();
        await file.AppendAsync(AuditLog.Record("a"), AuditDurability.Flushed, CancellationToken.None);


        var result = _log.Verify();
        Assert.That((result.Verdict, result.LastSeq, result.SignedSeq, result.UnsignedRecords), Is.EqualTo((AuditVerdict.PartlyVouched, 81L, 80L, 1L)));
        Assert.That(result.Findings.Single().Kind, Is.EqualTo(AuditFindingKind.NotYetSigned));
    }

    [Test]
    public void Verification_can_be_stopped() =>
        Assert.That(
            () => AuditVerifier.Verify(_log.Directory, cancellationToken: new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());

    [Test]
    public void Very_many_problems_are_counted_and_the_first_are_listed()
    {
        Edit(2, lines => lines.AddRange(Enumerable.Repeat("{}", 5000)));

        Assert.That(_log.Verify(), Has.Property("ProblemCount").EqualTo(5000).And.Property("Findings").Count.EqualTo(1000));
    }

    [Test]
    public void Records_can_be_read_from_a_number_on()
    {
        Assert.That(AuditReader.Read(_log.Directory).Select(record => record.Seq), Is.EqualTo(Enumerable.Range(1, 80)));
        Assert.That(
            AuditReader.Read(_log.Directory, new AuditQuery { FirstSeq = 41 }).Select(record => record.Json),
            Is.EqualTo(
                _log.Lines.Where(line => line.Contains("\"seq\":", StringComparison.Ordinal))
                    .Where(line => !line.StartsWith("{\"checkpoint\"", StringComparison.Ordinal)).Skip(40)));
    }

    private void Edit(int segment, Action<List<string>> edit)
    {
        var lines = File.ReadAllLines(_log.Segments[segment]).ToList();
        edit(lines);
        File.WriteAllText(_log.Segments[segment], string.Concat(lines.Select(line => line + "\n")));
    }

    private (AuditFindingKind Kind, int Segment, int Line, long Seq) FirstProblem()
    {
        var problem = _log.Verify().Findings.First(finding => finding.IsProblem);
        return (problem.Kind, problem.Segment, problem.Line, problem.Seq);
    }
}
