using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>Changes of the policy, and other events of the guard.</summary>
internal static class EventSection
{
    public static void Write(Html html, ReportData data)
    {
        html.Write($"""
            <section id="events" aria-labelledby="events-title"><h2 id="events-title">Policy changes and other guard events</h2>

            """);
        if (data.Events.Counts.Count == 0)
        {
            html.WriteLine($"""<p class="none">There was none.</p></section>""");
            return;
        }

        html.WriteLine($"""<ul class="counts">""");
        foreach (var (happened, count) in data.Events.Counts.OrderBy(count => count.Key))
            html.Write($"<li>{Badge.Of(Words.Of(happened))} {count.Value:N0}</li>\n");

        html.Write($"""
            </ul>
            <div class="table" role="region" aria-label="Guard events" tabindex="0"><table>
            <thead><tr><th scope="col" class="number">Record</th><th scope="col">Time</th><th scope="col">What happened</th>
            <th scope="col">Details</th></tr></thead>
            <tbody>

            """);
        foreach (var row in data.RecentEvents.NewestFirst)
            html.WriteLine(
                $"""<tr><td class="number">{row.Seq}</td><td class="time">{row.Time}</td><td>{Badge.Of(row.Kind)}</td><td><bdi>{row.Why}</bdi></td></tr>""");

        html.Write($"</tbody></table></div>\n");
        if (data.RecentEvents.Count > data.RecentEvents.Kept)
            html.WriteLine($"""<p class="left-out">The last {data.RecentEvents.Kept} of {data.RecentEvents.Count:N0}.</p>""");

        html.Write($"</section>\n");
    }
}
