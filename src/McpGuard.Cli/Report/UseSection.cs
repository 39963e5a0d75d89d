using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>The tools that each subject used, and through which actors.</summary>
internal static class UseSection
{
    public static void Write(Html html, Tally<UseKey, UseCounts> uses)
    {
        html.Write($"""
            <section id="use" aria-labelledby="use-title"><h2 id="use-title">Who used what, through whom</h2>
            <p>Requests of verified callers that name a tool, a prompt, a resource or a task. The current actor stands first.
            Errors are allowed calls that failed.</p>

            """);
        if (uses.Counts.Count == 0)
            html.WriteLine($"""<p class="none">There was no use.</p>""");
        else
            UseTable.Write(html, "Who used what, through whom", uses, withErrors: true);

        html.Write($"</section>\n");
    }
}
