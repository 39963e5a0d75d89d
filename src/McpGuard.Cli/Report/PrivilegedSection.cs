namespace McpGuard.Cli.Report;

/// <summary>Privileged calls.</summary>
internal static class PrivilegedSection
{
    public static void Write(Html html, ReportData data)
    {
        html.Write($"""
            <section id="privileged" aria-labelledby="privileged-title"><h2 id="privileged-title">Privileged calls</h2>
            <p>Requests that {data.Privilege.Meaning}, whether they were allowed or not.
            A request that was refused for another reason, before its approval was looked up, is not among them.</p>

            """);
        if (data.PrivilegedCalls.Count == 0)
        {
            html.WriteLine($"""<p class="none">There was none.</p></section>""");
            return;
        }

        UseTable.Write(html, "Privileged calls by subject", data.PrivilegedUses);
        html.Write($"<details><summary>The last privileged calls</summary>\n");
        RowTable.Write(html, "The last privileged calls", data.PrivilegedCalls, withScopes: true);
        html.Write($"</details></section>\n");
    }
}
