using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>The page: one file that loads nothing and runs no script. It works without a mouse, on paper, in light and in dark mode.</summary>
internal static class ReportPage
{
    public static string Of(ReportContext context, ReportData data)
    {
        var html = new Html();
        WriteHead(html, data);
        html.Write($"""
            <body>
            <a class="skip" href="#content">Skip to the content</a>
            <header>
            <p class="kind">McpGuard audit report</p>
            <h1>{Title(data)}</h1>
            <p class="period">{Period(data)}</p>
            </header>
            <nav aria-label="Sections"><ul>
            <li><a href="#summary">Summary</a></li>
            <li><a href="#timeline">Timeline</a></li>
            <li><a href="#use">Who used what</a></li>
            <li><a href="#gateways">Gateways</a></li>
            <li><a href="#denials">Denials</a></li>
            <li><a href="#privileged">Privileged calls</a></li>
            <li><a href="#approvals">Approvals</a></li>
            <li><a href="#events">Guard events</a></li>
            <li><a href="#verification">Verification</a></li>
            <li><a href="#coverage">Coverage</a></li>
            </ul></nav>
            <main id="content">

            """);

        SummarySection.Write(html, context, data);
        TimelineSection.Write(html, data.Timeline);
        UseSection.Write(html, data.Uses);
        GatewaySection.Write(html, data);
        DenialSection.Write(html, data);
        PrivilegedSection.Write(html, data);
        ApprovalSection.Write(html, data);
        EventSection.Write(html, data);
        VerificationSection.Write(html, context);
        CoverageSection.Write(html, context, data);

        html.Write($"""
            </main>
            <footer><p>Made by mcpguard {Version} on {context.CreatedAt} UTC. All times are UTC.</p></footer>
            </body>
            </html>

            """);
        return html.ToString();
    }

    private static string Version => typeof(ReportPage).Assembly.GetName().Version!.ToString(fieldCount: 3);

    private static void WriteHead(Html html, ReportData data)
    {
        html.Write($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '
            """);
        html.WriteStyleHash();
        html.Write($"""
            '; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>Audit report: {Title(data)}</title>

            """);
        html.WriteStyle();
        html.Write($"</head>\n");
    }

    private static string Title(ReportData data) => data.Resources.Counts.Count switch
    {
        0 => "No request",
        1 => data.Resources.Counts.Keys.Single(),
        var count => $"{data.Resources.Counts.Keys.First()} and {Words.Count(count - 1, "other server")}",
    };

    private static string Period(ReportData data) => (data.First, data.Last) is ({ } first, { } last)
        ? $"{Words.Of(first)} to {Words.Of(last)} UTC"
        : "There is no entry to report.";
}
