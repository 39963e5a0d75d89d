using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>Whether the log is reliable, and the figures.</summary>
internal static class SummarySection
{
    public static void Write(Html html, ReportContext context, ReportData data)
    {
        html.WriteLine($"""<section id="summary" aria-labelledby="summary-title"><h2 id="summary-title">Summary</h2>""");
        WriteVerdict(html, context);
        var uses = data.Uses.Counts.Keys;
        var more = data.Uses.Rest is null ? "" : " or more";
        html.Write($"""
            <dl class="figures">
            <div><dt>Decisions</dt><dd>{data.Decisions.All:N0}</dd></div>
            <div class="allow"><dt>Allowed</dt><dd>{data.Decisions.Allowed:N0}</dd></div>
            <div class="deny"><dt>Denied</dt><dd>{data.Decisions.Denied:N0}</dd></div>
            <div class="would"><dt>Would be denied</dt><dd>{data.Decisions.WouldDeny:N0}</dd></div>
            <div><dt>Subjects</dt><dd>{CountOf(data.Subjects)}</dd></div>
            <div><dt>Actor chains</dt><dd>{CountOf(data.ActorChains)}</dd></div>
            <div><dt>Tools and other targets</dt><dd>{uses.Select(use => use.Target).Distinct().Count():N0}{more}</dd></div>
            <div><dt>Privileged calls</dt><dd>{data.PrivilegedCalls.Count:N0}</dd></div>
            </dl>
            </section>

            """);
    }

    private static string CountOf<TKey>(Tally<TKey, Counter> tally) where TKey : notnull =>
        $"{Words.Of(tally.Counts.Count)}{(tally.Rest is null ? "" : " or more")}";

    private static void WriteVerdict(Html html, ReportContext context)
    {
        var verification = context.Verification;
        if (verification.Verdict == AuditVerdict.Broken)
        {
            html.Write($"""
                <div class="verdict bad"><p><strong>The log is not intact.</strong> {Words.Count(verification.ProblemCount, "problem")} found;
                do not rely on this report before <a href="#verification">they</a> are explained.</p></div>

                """);
        }
        else if (verification.Verdict == AuditVerdict.PartlyVouched)
        {
            html.Write($"""
                <div class="verdict unsure"><p><strong>Signatures do not cover the whole log.</strong> No problem was found, and
                {Words.Count(verification.UnsignedRecords, "record")} of {verification.LastSeq} could have been
                written by whoever can write the files: <a href="#verification">which</a>.</p></div>

                """);
        }
        else if (!context.HasKeys)
        {
            html.Write($"""
                <div class="verdict unsure"><p><strong>The log is consistent, but its signatures were not checked.</strong> No key was given, so
                whoever could write the files could have made all of it.</p></div>

                """);
        }
        else
        {
            html.Write($"""
                <div class="verdict good"><p><strong>The log is intact.</strong> Signatures cover the records up to
                {verification.SignedSeq} of {verification.LastSeq}.</p></div>

                """);
        }
    }
}
