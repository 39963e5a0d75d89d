namespace McpGuard.Cli.Report;

/// <summary>Single entries, the last first.</summary>
internal static class RowTable
{
    public static void Write(Html html, string title, Recent<ReportRow> rows, bool withScopes = false)
    {
        html.Write($"""
            <div class="table" role="region" aria-label="{title}" tabindex="0"><table>
            <thead><tr><th scope="col" class="number">Record</th><th scope="col">Time</th><th scope="col">What happened</th><th scope="col">Who</th><th scope="col">What</th>{(withScopes ? (Markup)$"""<th scope="col">Scopes needed</th>""" : $"")}<th scope="col">Why</th><th scope="col">Operation</th></tr></thead>
            <tbody>

            """);
        foreach (var row in rows.NewestFirst)
            html.Write($"""<tr><td class="number">{(double)row.Seq}</td><td class="time">{row.Time}</td><td>{Badge.Of(row.Kind)}</td><td><bdi>{row.Who}</bdi></td><td><code><bdi>{row.What}</bdi></code></td>{(withScopes ? (Markup)$"<td><bdi>{row.Scopes}</bdi></td>" : $"")}<td><bdi>{row.Why}</bdi></td><td class="id"><bdi>{row.Operation}</bdi></td></tr>{"\n"}""");

        html.Write($"</tbody></table></div>\n");
        if (rows.Count > rows.Kept)
            html.Write($"""<p class="left-out">The last {(long)rows.Kept} of {rows.Count}. 'mcpguard audit query' shows the others.</p>{"\n"}""");
    }
}
