using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>The scope of the report, and what it leaves out.</summary>
internal static class CoverageSection
{
    public static void Write(Html html, ReportContext context, ReportData data)
    {
        html.Write($"""
            <section id="coverage" aria-labelledby="coverage-title"><h2 id="coverage-title">What this report covers</h2>
            <dl class="facts">
            <div><dt>Log</dt><dd><code><bdi>{context.Log}</bdi></code></dd></div>
            <div><dt>Entries</dt><dd>{Entries(data)}</dd></div>
            <div><dt>Asked for</dt><dd>{(context.Filters.Count == 0 ? (Markup)$"everything" : $"only entries that match:")}{Filters(context)}</dd></div>
            <div><dt>Servers</dt><dd>{Servers(data)}</dd></div>
            <div><dt>Unreadable lines</dt><dd>{data.Unreadable:N0}{(data.Unreadable > 0 ? ", which no other figure includes" : "")}</dd></div>
            </dl>
            <p>Lists are cut where they say so; figures are of everything. Texts longer than {Visible.MaxLength} characters are cut, and characters that
            would not show are written as <code>\u0000</code>, a backslash as <code>\\</code>.
            Records have no token, no result and no argument but what the server's
            options let be recorded. Who called is from verified tokens; what a refused token claims is marked as a claim.</p>
            </section>

            """);
    }

    private static string Entries(ReportData data) =>
        data.LastSeq == 0 ? "none" : $"{Words.Of(data.Entries)}, from record {data.FirstSeq} to record {data.LastSeq}";

    private static Markup Filters(ReportContext context)
    {
        Markup filters = $"";
        foreach (var (name, value) in context.Filters)
            filters.AppendFormatted((Markup)$"<br><code>{name}</code> is <bdi>{value}</bdi>");

        return filters;
    }

    private static Markup Servers(ReportData data)
    {
        Markup servers = $"";
        foreach (var name in data.Resources.Counts.Keys)
            servers.AppendFormatted((Markup)$"<bdi>{name}</bdi><br>");

        if (data.Resources.Rest is not null)
            servers.AppendLiteral("and others");

        return servers;
    }
}
