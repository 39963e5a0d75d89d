using System.Globalization;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>Decisions over time, as a picture and as numbers.</summary>
internal static class TimelineSection
{
    private const double Width = 960;
    private const double Height = 180;
    private const double Left = 56;
    private const double Top = 12;
    private const double Bottom = 28;
    private const double MaxBar = 40;

    public static void Write(Html html, Timeline timeline)
    {
        html.WriteLine($"""<section id="timeline" aria-labelledby="timeline-title"><h2 id="timeline-title">Timeline</h2>""");
        if (timeline.Length == 0)
        {
            html.WriteLine($"""<p class="none">No decision.</p></section>""");
            return;
        }

        var spans = timeline.Spans.ToArray();
        html.Write($"""
            <p>Decisions in each {WidthOf(timeline.Width)}.</p>
            <ul class="legend"><li class="allow">allowed</li><li class="would">would be denied</li><li class="deny">denied</li></ul>

            """);
        WritePicture(html, timeline, spans);
        WriteNumbers(html, spans);
        html.Write($"</section>\n");
    }

    private static void WritePicture(Html html, Timeline timeline, (DateTimeOffset Start, EffectCounts Counts)[] spans)
    {
        var most = Math.Max(1, spans.Max(span => span.Counts.All));
        var step = (Width - Left) / timeline.Length;
        var bar = Math.Min(MaxBar, step * 0.8);
        var floor = Height - Bottom;
        html.Write($"""
            <div class="picture" role="region" aria-label="Decisions over time, as a picture" tabindex="0">
            <svg class="timeline" viewBox="0 0 {Width} {Height}" role="img" aria-label="Decisions over time; the numbers are in the table below.">
            <line class="grid" x1="{Left}" x2="{Width}" y1="{Top}" y2="{Top}"/>
            <line class="grid" x1="{Left}" x2="{Width}" y1="{(Top + floor) / 2}" y2="{(Top + floor) / 2}"/>
            <line class="axis" x1="{Left}" x2="{Width}" y1="{floor}" y2="{floor}"/>
            <text class="end" x="{Left - 8}" y="{Top + 4}">{most:N0}</text><text class="end" x="{Left - 8}" y="{floor}">0</text>

            """);
        foreach (var (start, counts) in spans)
        {
            var x = Left + ((start - spans[0].Start) / timeline.Width * step) + ((step - bar) / 2);
            var y = floor;
            html.Write($"<g><title>{start}: {counts.Allowed:N0} allowed, {counts.WouldDeny:N0} would be denied, {counts.Denied:N0} denied</title>");
            foreach (var (kind, count) in new[] { ("allow", counts.Allowed), ("would", counts.WouldDeny), ("deny", counts.Denied) })
            {
                var height = (floor - Top) * count / most;
                y -= height;
                if (count > 0)
                    html.Write($"""<rect class="{kind}" x="{x}" y="{y}" width="{bar}" height="{height}"/>""");
            }

            html.Write($"</g>\n");
        }

        html.Write($"""
            <text x="{Left}" y="{Height - 8}">{Label(spans[0].Start, timeline.Width)}</text>
            <text class="end" x="{Width}" y="{Height - 8}">{Label(spans[^1].Start, timeline.Width)}</text>
            </svg></div>

            """);
    }

    private static void WriteNumbers(Html html, (DateTimeOffset Start, EffectCounts Counts)[] spans)
    {
        html.Write($"""
            <details><summary>The numbers</summary>
            <div class="table" role="region" aria-label="Decisions over time" tabindex="0"><table>
            <thead><tr><th scope="col">From</th><th scope="col" class="number">Allowed</th><th scope="col" class="number">Would be denied</th>
            <th scope="col" class="number">Denied</th></tr></thead>
            <tbody>

            """);
        foreach (var (start, counts) in spans)
        {
            html.WriteLine($"""
                <tr><th scope="row">{start}</th><td class="number">{counts.Allowed:N0}</td><td class="number">{counts.WouldDeny:N0}</td>
                <td class="number">{counts.Denied:N0}</td></tr>
                """);
        }

        html.Write($"</tbody></table></div></details>\n");
    }

    private static string Label(DateTimeOffset time, TimeSpan width) =>
        time.UtcDateTime.ToString(width < TimeSpan.FromDays(1) ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string WidthOf(TimeSpan width) => width switch
    {
        { TotalDays: 1 } => "day",
        { TotalHours: 1 } => "hour",
        { TotalMinutes: 1 } => "minute",
        { TotalDays: > 1 } => Words.Count((long)width.TotalDays, "day"),
        { TotalHours: > 1 } => Words.Count((long)width.TotalHours, "hour"),
        _ => Words.Count((long)width.TotalMinutes, "minute"),
    };
}
