using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>Changes of the policy, and what else happened to the guard itself.</summary>
internal static class EventSection
{
    public static void Write(Html html, ReportData data)
    {
        html.Write($"""
            <section id="events" aria-labelledby="events-title"><h2 id="events-title">Policy changes and other guard events</h2>

            """);
        if (data.Events.Counts.Count == 0)
        {
            html.Write($"""<p class="none">There was none.</p></section>{"\n"}""");
            return;
        }

        html.Write($"""<ul class="counts">{"\n"}""");
        foreach (var (happened, count) in data.Events.Counts.OrderBy(count => count.Key))
            html.Write($"<li>{Badge.Of(Words.Of(happened))} {count.Value}</li>\n");

        html.Write($"""
            </ul>
            <div class="table" role="region" aria-label="Guard events" tabindex="0"><table>
            <thead><tr><th scope="col" class="number">Record</th><th scope="col">Time</th><th scope="col">What happened</th><th scope="col">Details</th></tr></thead>
            <tbody>

            """);
        foreach (var row in data.RecentEvents.NewestFirst)
            html.Write($"""<tr><td class="number">{(double)row.Seq}</td><td class="time">{row.Time}</td><td>{Badge.Of(row.Kind)}</td><td><bdi>{row.Why}</bdi></td></tr>{"\n"}""");

        html.Write($"</tbody></table></div>\n");
        if (data.RecentEvents.Count > data.RecentEvents.Kept)
            html.Write($"""<p class="left-out">The last {(long)data.RecentEvents.Kept} of {data.RecentEvents.Count}.</p>{"\n"}""");

        html.Write($"</section>\n");
    }
}
