using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>Who used what through whom, most used first within each subject.</summary>
internal static class UseTable
{
    private const int MaxRows = 250;

    public static void Write(Html html, string title, Tally<UseKey, UseCounts> uses)
    {
        var frequent = uses.Counts.OrderByDescending(use => use.Value.Decisions.All).ThenBy(use => use.Key.Subject, StringComparer.Ordinal).Take(MaxRows).ToArray();
        var hasIssuers = frequent.Select(use => use.Key.Issuer).Distinct().Count() > 1;
        html.Write($"""
            <div class="table" role="region" aria-label="{title}" tabindex="0"><table>
            <thead><tr><th scope="col">Subject</th><th scope="col">Through</th><th scope="col">Client</th><th scope="col">Tool or other target</th><th scope="col" class="number">Allowed</th><th scope="col" class="number">Would be denied</th><th scope="col" class="number">Denied</th><th scope="col" class="number">Errors</th><th scope="col">Last</th></tr></thead>

            """);
        foreach (var subject in frequent.GroupBy(use => (use.Key.Issuer, use.Key.Subject)))
        {
            html.Write($"<tbody>\n");
            var isFirst = true;
            foreach (var ((issuer, name, through, client, target), counts) in subject)
            {
                html.Write($"<tr>");
                if (isFirst)
                    html.Write($"""<th scope="rowgroup" rowspan="{(double)subject.Count()}"><bdi>{name}</bdi>{(hasIssuers ? (Markup)$"""<small><bdi>{issuer}</bdi></small>""" : $"")}</th>""");

                html.Write($"""<td><bdi>{through}</bdi></td><td><bdi>{client}</bdi></td><td><code><bdi>{target}</bdi></code></td>{Number(counts.Decisions.Allowed, "allow")}{Number(counts.Decisions.WouldDeny, "would")}{Number(counts.Decisions.Denied, "deny")}{Number(counts.Errors, "would")}<td class="time">{counts.Last}</td></tr>{"\n"}""");
                isFirst = false;
            }

            html.Write($"</tbody>\n");
        }

        html.Write($"</table></div>\n");
        WriteRest(html, uses, frequent.Length);
    }

    private static void WriteRest(Html html, Tally<UseKey, UseCounts> uses, int shown)
    {
        if (uses.Counts.Count > shown)
            html.Write($"""<p class="left-out">The {(long)shown} most frequent of {(long)uses.Counts.Count} combinations.</p>{"\n"}""");
        if (uses.Rest is { } rest)
            html.Write($"""<p class="left-out">There are more combinations than are counted one by one; {rest.Decisions.All} decisions belong to the others.</p>{"\n"}""");
    }

    private static Markup Number(long count, string kind) => count == 0 ? (Markup)$"""<td class="number zero">0</td>""" : $"""<td class="number {kind}">{count}</td>""";
}
