using System.CommandLine;
using System.Text.Json;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Audit;

internal sealed class CheckProofCommand : Command
{
    private readonly Argument<FileInfo> _file = new Argument<FileInfo>("FILE") { Description = "The document that 'prove' made." }.AcceptExistingOnly();
    private readonly Option<string[]> _keys = VerificationInput.KeyOption();
    private readonly Option<string> _logId = VerificationInput.LogIdOption();

    public CheckProofCommand(Terminal terminal)
        : base("check-proof", "Checks a document of 'prove' with the public key, and shows the record that it proves.")
    {
        Add(_file);
        _keys.Required = true;
        Add(_keys);
        Add(_logId);
        SetAction(parsed => Run(parsed, terminal));
    }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        var proof = Read(parsed.GetRequiredValue(_file));
        if (!parsed.GetRequiredValue(_keys).Select(VerificationInput.ReadKey).Any(proof.Verify))
        {
            terminal.WriteError("NOT PROVED: the document is inconsistent, or is not signed by one of the keys.");
            return ExitCode.Problems;
        }

        // Several servers can have one key, and the record does not name its log.
        var checkpoint = AuditCheckpoint.Parse(proof.Checkpoint);
        if (parsed.GetValue(_logId) is { } logId && logId != checkpoint.Log)
        {
            terminal.WriteError($"NOT PROVED: the record was in the log {checkpoint.Log}, not in {logId}.");
            return ExitCode.Problems;
        }

        terminal.WriteJson(proof.Record);
        terminal.WriteNote($"Proved: the record was in the log {checkpoint.Log} when this was signed, {Words.Of(checkpoint.Time)} UTC.");
        return ExitCode.Ok;
    }

    private static InclusionProof Read(FileInfo file)
    {
        try
        {
            return InclusionProof.Parse(GivenFile.Read(file.FullName));
        }
        catch (JsonException exception)
        {
            throw new CommandException($"'{file}' is not a proof of a record: {exception.Message}");
        }
    }
}
