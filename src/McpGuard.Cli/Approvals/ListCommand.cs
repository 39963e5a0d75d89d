using System.CommandLine;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Approvals;

internal sealed class ListCommand : Command
{
    private readonly Option<DirectoryInfo> _directory = new Option<DirectoryInfo>("--directory")
    {
        Description = "The folder of the approvals (Approvals:Directory).",
        HelpName = "DIR",
        Required = true,
    }.AcceptExistingOnly();

    private readonly Option<bool> _all = new("--all") { Description = "Also lists approvals that were used or denied, or whose time is over." };
    private readonly Option<bool> _json = new("--json") { Description = "Writes each approval as one line of JSON, with its votes." };

    public ListCommand(Terminal terminal, TimeProvider time)
        : base("list", "Lists the open approvals in a folder, the newest first, without their arguments. It changes nothing, and checks no seals.")
    {
        Add(_directory);
        Add(_all);
        Add(_json);
        SetAction(parsed => Run(parsed, terminal, time.GetUtcNow()));
    }

    private int Run(ParseResult parsed, Terminal terminal, DateTimeOffset now)
    {
        var folder = new ApprovalFolder(parsed.GetRequiredValue(_directory).FullName, new ApprovalSeal(stateKey: null));
        var all = folder.All();
        var areAll = parsed.GetValue(_all);
        Approval[] shown = [.. all.Where(approval => areAll || ApprovalRow.IsOpen(approval, now)).OrderByDescending(approval => approval.RequestedAt)];
        if (parsed.GetValue(_json))
        {
            foreach (var approval in shown)
                terminal.WriteJson(ApprovalRow.Json(approval, now).ToJsonString());

            return ReportDamage(folder, terminal);
        }

        if (shown.Length > 0)
            terminal.Write(ApprovalRow.Table(shown, now));

        terminal.WriteLine($"{Words.Count(shown.Length, "approval")} of {Words.Of(all.Count)} in the folder.");
        return ReportDamage(folder, terminal);
    }

    // Each concerns its own call only, so the others are listed.
    private static int ReportDamage(ApprovalFolder folder, Terminal terminal)
    {
        foreach (var problem in folder.Damage.Values.Order(StringComparer.Ordinal))
            terminal.WriteError(problem);

        return folder.Damage.Count == 0 ? ExitCode.Ok : ExitCode.Problems;
    }
}
