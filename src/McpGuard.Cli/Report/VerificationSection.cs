using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>The findings of the verification of the log.</summary>
internal static class VerificationSection
{
    private const int MaxFindings = 200;

    public static void Write(Html html, ReportContext context)
    {
        var verification = context.Verification;
        html.Write($"""
            <section id="verification" aria-labelledby="verification-title"><h2 id="verification-title">Verification</h2>
            <dl class="facts">
            <div><dt>Result</dt><dd>{Result(verification)}</dd></div>
            <div><dt>Read</dt><dd>{Words.Count(verification.Records, "record")} in {Words.Count(verification.Segments, "segment")}</dd></div>
            <div><dt>Last record</dt><dd>{verification.LastSeq}</dd></div>
            <div><dt>Signatures</dt><dd>{Signatures(context)}</dd></div>
            </dl>

            """);
        WriteFindings(html, verification);
        html.Write($"""
            <p>The verification is about all of the log. It cannot know whether something was cut off after a checkpoint that nobody kept, or whether an older
            copy of the whole log was put back.</p>

            """);
        if (verification is { Verdict: not AuditVerdict.Broken, LastCheckpoint: { } checkpoint })
            html.WriteLine($"""<p>The last checkpoint, for a later comparison:</p><pre tabindex="0">{checkpoint}</pre>""");

        html.Write($"</section>\n");
    }

    /// <returns>The verdict in a few words.</returns>
    public static string Result(AuditVerification verification) => verification.Verdict switch
    {
        AuditVerdict.Intact => "the log is intact",
        AuditVerdict.PartlyVouched => "signatures do not cover the whole log",
        AuditVerdict.Consistent => "the log is consistent, its signatures were not checked",
        _ => $"{Words.Count(verification.ProblemCount, "problem")} in the log",
    };

    // After a problem, a valid signature proves nothing about earlier records.
    private static string Signatures(ReportContext context) => context switch
    {
        { HasKeys: false } => "not checked, since no key was given",
        { Verification: { Verdict: AuditVerdict.PartlyVouched, UnsignedRecords: > 0 } verification } =>
            $"good up to record {verification.SignedSeq}, except for {Words.Count(verification.UnsignedRecords, "unsigned record")}",
        { Verification.Verdict: not AuditVerdict.Broken } => $"good up to record {context.Verification.SignedSeq}",
        _ => $"the last valid one is after record {context.Verification.SignedSeq}; there are problems before it",
    };

    private static void WriteFindings(Html html, AuditVerification verification)
    {
        if (verification.Findings.Count == 0)
            return;

        html.Write($"""
            <div class="table" role="region" aria-label="Findings" tabindex="0"><table>
            <thead><tr><th scope="col">Finding</th><th scope="col" class="number">Segment</th><th scope="col" class="number">Line</th>
            <th scope="col" class="number">Record</th><th scope="col">In words</th></tr></thead>
            <tbody>

            """);
        foreach (var finding in verification.Findings.OrderByDescending(finding => finding.IsProblem).Take(MaxFindings))
        {
            html.WriteLine($"""
                <tr><td><span class="badge {(finding.IsProblem ? "deny" : "plain")}">{Words.Of(finding.Kind)}</span></td>
                {Place(finding.Segment)}{Place(finding.Line)}{Place(finding.Seq)}<td><bdi>{finding.Message}</bdi></td></tr>
                """);
        }

        html.Write($"</tbody></table></div>\n");
        if (verification.Findings.Count > MaxFindings)
            html.WriteLine($"""<p class="left-out">The first {MaxFindings}. <code>mcpguard audit verify</code> shows the others.</p>""");
    }

    private static Markup Place(long number) => number == 0 ? (Markup)$"""<td class="number zero">–</td>""" : $"""<td class="number">{number}</td>""";
}
