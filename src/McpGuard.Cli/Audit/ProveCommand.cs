using System.CommandLine;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Audit;

internal sealed class ProveCommand : Command
{
    private readonly Argument<DirectoryInfo> _log = LogArgument.New();
    private readonly Option<long> _seq = new("--seq") { Description = "The number of the record.", HelpName = "N", Required = true };
    private readonly Option<FileInfo> _output = new("--output", "-o") { Description = "The file to write to. Default: standard output.", HelpName = "FILE" };

    public ProveCommand(Terminal terminal)
        : base("prove", "Makes a document that proves that one record is in the log, without showing another record.")
    {
        Add(_log);
        Add(_seq);
        Add(_output);
        SetAction(parsed => Run(parsed, terminal));
    }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        InclusionProof proof;
        try
        {
            proof = InclusionProof.Create(LogArgument.PathOf(parsed.GetRequiredValue(_log)), parsed.GetValue(_seq));
        }
        catch (InvalidOperationException exception)
        {
            terminal.WriteError(exception.Message);
            return ExitCode.Problems;
        }

        if (parsed.GetValue(_output) is { } file)
            File.WriteAllText(file.FullName, proof + "\n");
        else
            terminal.WriteJson(proof.ToString());

        return ExitCode.Ok;
    }
}
