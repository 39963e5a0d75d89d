using System.CommandLine;
using System.Security.Cryptography;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Audit;

/// <summary>The keys and checkpoints for a verification, as options of a command.</summary>
internal sealed class VerificationInput
{
    // A checkpoint has some 300 characters.
    private const int MaxCheckpointCharacters = 64 * 1024 * 1024;

    private readonly Option<string[]> _keys = KeyOption();

    private readonly Option<FileInfo[]> _checkpoints = new Option<FileInfo[]>("--checkpoint")
    {
        Description = "A file of checkpoints that were kept elsewhere, one per line. The log must have each of them. Can be given several times.",
        HelpName = "FILE",
    }.AcceptExistingOnly();

    private readonly Option<string> _logId = LogIdOption();

    public void AddTo(Command command)
    {
        command.Add(_keys);
        command.Add(_logId);
        command.Add(_checkpoints);
    }

    public AuditVerificationOptions Read(ParseResult parsed)
    {
        var options = new AuditVerificationOptions { LogId = parsed.GetValue(_logId) };
        foreach (var key in parsed.GetValue(_keys) ?? [])
            options.Keys.Add(ReadKey(key));
        foreach (var checkpoint in (parsed.GetValue(_checkpoints) ?? []).SelectMany(ReadCheckpoints))
            options.TrustedCheckpoints.Add(checkpoint);

        return options;
    }

    public static Option<string> LogIdOption() =>
        new("--log-id") { Description = "The id that the log must have, as 'verify --json' and each checkpoint show it.", HelpName = "ID" };

    public static Option<string[]> KeyOption() => new("--key")
    {
        Description = "A PEM file with the public key, or the certificate, for the signatures of checkpoints. If the signer gives its key a name: NAME=PEM. " +
            "Can be given several times.",
        HelpName = "PEM",
    };

    /// <exception cref="CommandException">The file has no such key.</exception>
    public static AuditVerificationKey ReadKey(string argument)
    {
        // The path may contain an equals sign.
        var end = File.Exists(argument) ? -1 : argument.IndexOf('=', StringComparison.Ordinal);
        var (name, path) = (end > 0 ? argument[..end] : null, argument[(end + 1)..]);
        try
        {
            return AuditVerificationKey.FromPem(GivenFile.Read(path), name);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            throw new CommandException($"'{path}' has no ECDSA key on the curve P-256: {exception.Message}");
        }
    }

    private static IEnumerable<AuditCheckpoint> ReadCheckpoints(FileInfo file) =>
        GivenFile.Read(file.FullName, MaxCheckpointCharacters).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            try
            {
                return AuditCheckpoint.Parse(line);
            }
            catch (FormatException exception)
            {
                throw new CommandException($"'{file}': {exception.Message}");
            }
        });
}
