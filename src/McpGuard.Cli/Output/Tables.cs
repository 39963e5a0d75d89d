using Spectre.Console;

namespace McpGuard.Cli.Output;

/// <summary>Tables whose cells contain only text.</summary>
internal static class Tables
{
    public static Table New(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(Cell(column)));

        return table;
    }

    // The text is not parsed as markup, so a name with brackets stays a name.
    public static Text Cell(string text, Style? style = null) => new(Visible.Text(text), style);

    public static Style StyleOf(string kind) => kind switch
    {
        "deny" or "unreadable" or "records_lost" or "policy_refused" or "approval_denied" or "approval_refused" or "fails" or "refused" => Color.Red,
        "would_deny" or "recovered" or "approval_expired" or "approval_withdrawn" or "tool_error" or "failed" or "with_help" => Color.Olive,
        "allow" or "approval_granted" or "approval_used" or "succeeded" or "works" or "passed" => Color.Green,
        _ => Style.Plain,
    };
}
