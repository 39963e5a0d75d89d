using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>What the verification of the log found, and where.</summary>
internal static class VerificationSection
{
    private const int MaxFindings = 200;

    public static void Write(Html html, ReportContext context)
    {
        var verification = context.Verification;
        html.Write($"""
            <section id="verification" aria-labelledby="verification-title"><h2 id="verification-title">Verification</h2>
            <dl class="facts">
            <div><dt>Result</dt><dd>{(verification.IsIntact ? "intact" : Words.Count(verification.ProblemCount, "problem"))}</dd></div>
            <div><dt>Read</dt><dd>{Words.Count(verification.Records, "record")} in {Words.Count(verification.Segments, "segment")}</dd></div>
            <div><dt>Last record</dt><dd>{verification.LastSeq}</dd></div>
            <div><dt>Signatures</dt><dd>{Signatures(context)}</dd></div>
            </dl>

            """);
        WriteFindings(html, verification);
        html.Write($"""
            <p>The verification is about all of the log. It cannot know whether records behind the last signed checkpoint are as they were written, or whether
            something was cut off behind a checkpoint that nobody kept.</p>

            """);
        if (verification is { IsIntact: true, LastCheckpoint: { } checkpoint })
            html.WriteLine($"""<p>The last checkpoint, to be compared later:</p><pre tabindex="0">{checkpoint}</pre>""");

        html.Write($"</section>\n");
    }

    // Behind a problem a good signature says nothing of what is before it.
    private static string Signatures(ReportContext context) => context switch
    {
        { HasKeys: false } => "not checked, since no key was given",
        { Verification.IsIntact: true } => $"good up to record {context.Verification.SignedSeq}",
        _ => $"the last good one stands behind record {context.Verification.SignedSeq}, whatever is wrong before it",
    };

    private static void WriteFindings(Html html, AuditVerification verification)
    {
        if (verification.Findings.Count == 0)
            return;

        html.Write($"""
            <div class="table" role="region" aria-label="Findings" tabindex="0"><table>
            <thead><tr><th scope="col">Finding</th><th scope="col" class="number">Segment</th><th scope="col" class="number">Line</th><th scope="col" class="number">Record</th><th scope="col">In words</th></tr></thead>
            <tbody>

            """);
        foreach (var finding in verification.Findings.OrderByDescending(finding => finding.IsProblem).Take(MaxFindings))
            html.WriteLine($"""<tr><td><span class="badge {(finding.IsProblem ? "deny" : "plain")}">{Words.Of(finding.Kind)}</span></td>{Place(finding.Segment)}{Place(finding.Line)}{Place(finding.Seq)}<td><bdi>{finding.Message}</bdi></td></tr>""");

        html.Write($"</tbody></table></div>\n");
        if (verification.Findings.Count > MaxFindings)
            html.WriteLine($"""<p class="left-out">The first {MaxFindings}. <code>mcpguard audit verify</code> shows the others.</p>""");
    }

    private static Markup Place(long number) => number == 0 ? (Markup)$"""<td class="number zero">–</td>""" : $"""<td class="number">{number}</td>""";
}
