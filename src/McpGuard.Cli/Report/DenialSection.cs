using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>Denials by their reason, and the latest of them.</summary>
internal static class DenialSection
{
    public static void Write(Html html, ReportData data)
    {
        html.WriteLine($"""<section id="denials" aria-labelledby="denials-title"><h2 id="denials-title">Denials by reason</h2>""");
        if (data.Denials.Counts.Count == 0)
        {
            html.WriteLine($"""<p class="none">Nothing was denied.</p></section>""");
            return;
        }

        html.Write($"""
            <div class="table" role="region" aria-label="Denials by reason" tabindex="0"><table class="reasons">
            <thead><tr><th scope="col">Reason</th><th scope="col" class="number">Denials</th><th scope="col">Share</th></tr></thead>
            <tbody>

            """);
        foreach (var (reason, count) in data.Denials.Counts.OrderByDescending(denial => denial.Value.Value).ThenBy(denial => denial.Key))
        {
            var share = 100d * count.Value / data.Decisions.Denied;
            html.WriteLine($"""
                <tr><th scope="row"><code>{Words.Of(reason)}</code></th><td class="number">{count.Value:N0}</td>
                <td class="share"><svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                <rect class="deny" width="{share}" height="8"/></svg>
                <span>{Math.Round(share, 1)} %</span></td></tr>
                """);
        }

        html.Write($"</tbody></table></div>\n<details><summary>The last denials</summary>\n");
        RowTable.Write(html, "The last denials", data.RecentDenials);
        html.Write($"</details></section>\n");
    }
}
