namespace McpGuard.Cli.Report;

/// <summary>Single entries, the latest first.</summary>
internal static class RowTable
{
    public static void Write(Html html, string title, Recent<ReportRow> rows, bool withScopes = false)
    {
        html.Write($"""
            <div class="table" role="region" aria-label="{title}" tabindex="0"><table>
            <thead><tr><th scope="col" class="number">Record</th><th scope="col">Time</th><th scope="col">What happened</th><th scope="col">Who</th>
            <th scope="col">What</th>{(withScopes ? (Markup)$"""<th scope="col">Scopes needed</th>""" : $"")}
            <th scope="col">Why</th><th scope="col">Operation</th></tr></thead>
            <tbody>

            """);
        foreach (var row in rows.NewestFirst)
        {
            html.WriteLine($"""
                <tr><td class="number">{row.Seq}</td><td class="time">{row.Time}</td><td>{Badge.Of(row.Kind)}</td><td><bdi>{row.Who}</bdi></td>
                <td><code><bdi>{row.What}</bdi></code></td>{(withScopes ? (Markup)$"<td><bdi>{row.Scopes}</bdi></td>" : $"")}
                <td><bdi>{row.Why}</bdi></td><td class="id"><bdi>{row.Operation}</bdi></td></tr>
                """);
        }

        html.Write($"</tbody></table></div>\n");
        if (rows.Count > rows.Kept)
            html.WriteLine($"""<p class="left-out">The last {rows.Kept} of {rows.Count:N0}. <code>mcpguard audit query</code> shows the others.</p>""");
    }
}
