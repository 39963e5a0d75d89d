using System.CommandLine;
using McpGuard.Cli.Output;
using McpGuard.Cli.Report;

namespace McpGuard.Cli.Audit;

internal sealed class ReportCommand : Command
{
    private readonly Argument<DirectoryInfo> _log = LogArgument.New();
    private readonly Option<FileInfo> _output = new("--output", "-o") { Description = "The HTML file to write.", HelpName = "FILE", Required = true };
    private readonly VerificationInput _input = new();
    private readonly FilterOptions _filters = new();
    private readonly Option<string[]> _privileged = new("--privileged")
    {
        Description = "The scopes that make a call privileged, in addition to calls that need an approval.",
        HelpName = "SCOPE",
        AllowMultipleArgumentsPerToken = true,
    };

    public ReportCommand(Terminal terminal, TimeProvider time)
        : base("report", "Verifies the log and writes an HTML page about it for reading, printing and mailing.")
    {
        Add(_log);
        Add(_output);
        _input.AddTo(this);
        Add(_privileged);
        _filters.AddTo(this);
        SetAction(parsed => Run(parsed, terminal, time));
    }

    private int Run(ParseResult parsed, Terminal terminal, TimeProvider time)
    {
        var directory = LogArgument.PathOf(parsed.GetRequiredValue(_log));
        var options = _input.Read(parsed);
        var verification = AuditVerifier.Verify(directory, options);
        var data = new ReportData(new Privilege(parsed.GetValue(_privileged) ?? []));
        foreach (var entry in AuditReader.Read(directory, _filters.Read(parsed)))
            data.Add(entry);

        var context = new ReportContext($"{parsed.GetRequiredValue(_log)}", time.GetUtcNow(), _filters.Describe(parsed), options.Keys.Count > 0, verification);
        var file = parsed.GetRequiredValue(_output);
        Write(file.FullName, ReportPage.Of(context, data));

        terminal.WriteLine($"{file}: {Words.Count(data.Decisions.All, "decision")}, {VerificationSection.Result(verification)}.");
        return data.Unreadable == 0 ? ExitCode.Of(verification.Verdict) : ExitCode.Problems;
    }

    // Like the log itself, only its owner can read it, until the owner shares it.
    private static void Write(string path, string page)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        using var writer = new StreamWriter(path, options);
        writer.Write(page);
    }
}
