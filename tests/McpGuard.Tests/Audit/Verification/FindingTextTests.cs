using System.Text;

namespace McpGuard.Tests.Audit.Verification;

[TestFixture]
[Category("AUD-4")]
internal sealed class FindingTextTests
{
    [Test]
    public async Task Finding_is_one_line_for_any_content_of_the_log()
    {
        const string Forged = "x\r\n\u2028\u001b[2KThe log is intact.";
        using var log = new AuditLog();
        await log.WriteAsync(3);
        var lines = log.Lines;
        lines[0] = Encoding.UTF8.GetString((SegmentHeader.Parse(Encoding.UTF8.GetBytes(lines[0]))! with { Break = Forged }).ToLine());
        lines[2] = $"{{\"event\":\"recovered\",\"file\":\"{Forged.Replace("\n", "", StringComparison.Ordinal)}{lines[2][^80..]}";
        await File.WriteAllTextAsync(log.Segments[0], string.Concat(lines.Select(line => line + "\n")));

        var findings = log.Verify().Findings.Select(finding => finding.ToString()).ToArray();
        Assert.That(findings.Count(finding => finding.Contains("The log is intact.", StringComparison.Ordinal)), Is.EqualTo(2));
        Assert.That(findings, Has.None.Matches<string>(finding => finding!.Any(letter => char.IsControl(letter) || letter == '\u2028')));
    }

    [Test]
    public void Finding_of_an_unknown_kind_is_a_problem()
    {
        var remarks = Enum.GetValues<AuditFindingKind>().Where(kind => !new AuditFinding(kind, 1, 1, 1, "").IsProblem);

        Assert.That(remarks, Is.EquivalentTo(new[]
        {
            AuditFindingKind.SignaturesNotChecked, AuditFindingKind.Recovered, AuditFindingKind.BytesAbandoned, AuditFindingKind.BeginsLater,
            AuditFindingKind.UnsignedAfterCrash, AuditFindingKind.NotYetSigned, AuditFindingKind.ClockSetBack, AuditFindingKind.FileIgnored,
        }));
        Assert.That(new AuditFinding((AuditFindingKind)1000, 1, 1, 1, "").IsProblem, Is.True);
    }

    [Test]
    public async Task Finding_is_short_however_long_the_line_is_that_it_quotes()
    {
        using var log = new AuditLog();
        await log.WriteAsync(3);
        var line = LogForger.Line($"{{\"event\":\"recovered\",\"problem\":\"{new string('x', 200_000)}\"}}", 4, LogForger.HashOf(log.Lines[^1]));
        await File.AppendAllTextAsync(log.Segments[0], line + "\n");

        Assert.That(
            log.Verify().Findings,
            Has.Some.Property("Kind").EqualTo(AuditFindingKind.Recovered).And.All.Matches<AuditFinding>(finding => finding!.Message.Length < 2000));
    }
}
