using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>Who approved which calls, and for whom.</summary>
internal static class ApprovalSection
{
    public static void Write(Html html, ReportData data)
    {
        html.Write($"""
            <section id="approvals" aria-labelledby="approvals-title"><h2 id="approvals-title">Approvals</h2>
            <p>Calls that people had to approve. A call that ran by an approval has a record approval_used, which names all approvers.
            The record of the decision has the same operation.</p>

            """);
        if (data.Approvals.Counts.Count == 0)
        {
            html.WriteLine($"""<p class="none">There was none.</p></section>""");
            return;
        }

        html.WriteLine($"""<ul class="counts">""");
        foreach (var (happened, count) in data.Approvals.Counts.OrderBy(count => count.Key))
            html.Write($"<li>{Badge.Of(Words.Of(happened))} {count.Value:N0}</li>\n");

        html.WriteLine($"</ul>");
        WriteVotes(html, data.Votes);
        WriteLast(html, data.RecentApprovals);
        html.Write($"</section>\n");
    }

    private static void WriteVotes(Html html, Tally<VoteKey, VoteCounts> votes)
    {
        if (votes.Counts.Count == 0)
            return;

        html.Write($"""
            <div class="table" role="region" aria-label="Who decided for whom" tabindex="0"><table>
            <thead><tr><th scope="col">Approver</th><th scope="col">On behalf of</th><th scope="col">Tool</th><th scope="col" class="number">Approved</th>
            <th scope="col" class="number">Denied</th><th scope="col" class="number">Refused attempts</th></tr></thead>
            <tbody>

            """);
        foreach (var (key, count) in votes.Counts.OrderByDescending(count => count.Value.Approved).ThenBy(count => $"{count.Key}", StringComparer.Ordinal))
        {
            html.Write($"""
                <tr><td><bdi>{key.Approver}</bdi></td><td><bdi>{key.Subject}</bdi></td><td><code><bdi>{key.Tool}</bdi></code></td>
                <td class="number">{count.Approved:N0}</td><td class="number">{count.Denied:N0}</td><td class="number">{count.Refused:N0}</td></tr>

                """);
        }

        html.Write($"</tbody></table></div>\n");
        if (votes.Rest is not null)
            html.WriteLine($"""<p class="left-out">Further pairs are left out. <code>mcpguard audit query</code> shows them.</p>""");
    }

    private static void WriteLast(Html html, Recent<ReportRow> rows)
    {
        html.Write($"""
            <details><summary>The last events of approvals</summary>
            <div class="table" role="region" aria-label="The last events of approvals" tabindex="0"><table>
            <thead><tr><th scope="col" class="number">Record</th><th scope="col">Time</th><th scope="col">What happened</th><th scope="col">Who</th>
            <th scope="col">What</th><th scope="col">Details</th><th scope="col">Operation</th></tr></thead>
            <tbody>

            """);
        foreach (var row in rows.NewestFirst)
        {
            html.Write($"""
                <tr><td class="number">{row.Seq}</td><td class="time">{row.Time}</td><td>{Badge.Of(row.Kind)}</td><td><bdi>{row.Who}</bdi></td>
                <td><code><bdi>{row.What}</bdi></code></td><td><bdi>{row.Why}</bdi></td><td class="id"><bdi>{row.Operation}</bdi></td></tr>

                """);
        }

        html.Write($"</tbody></table></div></details>\n");
        if (rows.Count > rows.Kept)
            html.WriteLine($"""<p class="left-out">The last {rows.Kept} of {rows.Count:N0}. <code>mcpguard audit query</code> shows the others.</p>""");
    }
}
