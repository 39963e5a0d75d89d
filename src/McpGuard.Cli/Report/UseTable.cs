using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>The targets that each subject used, most frequent first.</summary>
internal static class UseTable
{
    private const int MaxRows = 100;

    public static void Write(Html html, string title, Tally<UseKey, UseCounts> uses, bool withErrors = false)
    {
        var frequent = uses.Counts.OrderByDescending(use => use.Value.Decisions.All).ThenBy(use => use.Key.Subject, StringComparer.Ordinal).Take(MaxRows)
            .ToArray();
        var hasIssuers = frequent.Select(use => use.Key.Issuer).Distinct().Count() > 1;
        html.Write($"""
            <div class="table" role="region" aria-label="{title}" tabindex="0"><table>
            <thead><tr><th scope="col">Subject</th><th scope="col">Through</th><th scope="col">Client</th><th scope="col">Tool or other target</th>
            <th scope="col" class="number">Allowed</th><th scope="col" class="number">Would be denied</th><th scope="col" class="number">Denied</th>
            {(withErrors ? (Markup)$"""<th scope="col" class="number">Errors</th>""" : $"")}<th scope="col">Last</th></tr></thead>

            """);
        foreach (var subject in frequent.GroupBy(use => (use.Key.Issuer, use.Key.Subject)))
            WriteSubject(html, [.. subject], hasIssuers, withErrors);

        html.Write($"</table></div>\n");
        WriteRest(html, uses, frequent.Length);
    }

    private static void WriteSubject(Html html, KeyValuePair<UseKey, UseCounts>[] uses, bool hasIssuers, bool withErrors)
    {
        var (issuer, subject) = (uses[0].Key.Issuer, uses[0].Key.Subject);
        Markup name = hasIssuers ? (Markup)$"<bdi>{subject}</bdi><small><bdi>{issuer}</bdi></small>" : $"<bdi>{subject}</bdi>";
        Markup first = $"""<th scope="rowgroup" rowspan="{uses.Length}">{name}</th>""";
        html.WriteLine($"<tbody>");
        foreach (var way in uses.GroupBy(use => (use.Key.Through, use.Key.Client)))
        {
            var (through, client) = way.Key;
            var span = way.Count();
            first.AppendFormatted((Markup)$"""<td rowspan="{span}"><bdi>{through}</bdi></td><td rowspan="{span}"><bdi>{client}</bdi></td>""");
            foreach (var (use, counts) in way)
            {
                var decisions = counts.Decisions;
                html.WriteLine($"""
                    <tr>{first}<td><code><bdi>{use.Target}</bdi></code></td>
                    {Number(decisions.Allowed, "allow")}{Number(decisions.WouldDeny, "would")}{Number(decisions.Denied, "deny")}
                    {(withErrors ? Number(counts.Errors, "would") : $"")}<td class="time">{counts.Last}</td></tr>
                    """);
                first = $"";
            }
        }

        html.WriteLine($"</tbody>");
    }

    private static void WriteRest(Html html, Tally<UseKey, UseCounts> uses, int shown)
    {
        if (uses.Counts.Count > shown)
            html.WriteLine($"""<p class="left-out">The {shown} most frequent of {uses.Counts.Count:N0} combinations.</p>""");
        if (uses.Rest is { } rest)
        {
            html.WriteLine($"""
                <p class="left-out">There are more combinations than are counted one by one;
                {rest.Decisions.All:N0} decisions belong to the others.</p>
                """);
        }
    }

    private static Markup Number(long count, string kind) =>
        count == 0 ? (Markup)$"""<td class="number zero">0</td>""" : $"""<td class="number {kind}">{count:N0}</td>""";
}
