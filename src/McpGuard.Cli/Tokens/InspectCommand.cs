using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using McpGuard.Cli.Output;
using McpGuard.Testing;
using Spectre.Console;

namespace McpGuard.Cli.Tokens;

internal sealed class InspectCommand : Command
{
    private readonly Argument<string> _token =
        new("TOKEN") { Description = "A file with the token, or - for the standard input.", DefaultValueFactory = _ => "-" };
    private readonly Option<FileInfo[]> _settings = new Option<FileInfo[]>("--settings")
    {
        Description = $"The settings file with the section {McpGuardDefaults.ConfigurationSection}. It can be given several times.",
        HelpName = "FILE",
        Required = true,
    }.AcceptExistingOnly();

    private readonly Option<FileInfo> _keys = new Option<FileInfo>("--keys")
    {
        Description = "The issuer's JSON Web Key Set. Without it the signature is not checked, unless the settings have the keys.",
        HelpName = "FILE",
    }.AcceptExistingOnly();
    private readonly Option<bool> _json = new("--json") { Description = "Writes the result as one JSON object." };

    public InspectCommand(Terminal terminal, TimeProvider time)
        : base("inspect", "Says whether a server with these settings accepts a token, rule by rule. It sends nothing anywhere.")
    {
        Add(_token);
        Add(_settings);
        Add(_keys);
        Add(_json);
        SetAction((parsed, cancellationToken) => RunAsync(parsed, terminal, time, cancellationToken));
    }

    private async Task<int> RunAsync(ParseResult parsed, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        var token = TokenFile.Read(parsed.GetRequiredValue(_token), terminal.In);
        var options = PolicyFiles.ReadSettings([.. parsed.GetRequiredValue(_settings).Select(file => file.FullName)]);
        var keys = parsed.GetValue(_keys) is { } file ? GivenFile.Read(file.FullName) : null;
        var inspection = await TokenInspector.InspectAsync(token, options, keys, time, cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(_json))
            terminal.WriteJson(JsonSerializer.Serialize(inspection, TokenJson.Default.TokenInspection));
        else
            Write(inspection, terminal);

        return inspection.Verdict switch
        {
            TokenVerdict.Accepted => ExitCode.Ok,
            TokenVerdict.Refused => ExitCode.Problems,
            _ => ExitCode.NotVouchedFor,
        };
    }

    private static void Write(TokenInspection inspection, Terminal terminal)
    {
        var table = Tables.New("rule", "result", "reason", "where", "expected", "found", "setting");
        foreach (var check in inspection.Checks)
        {
            var state = Words.Of(check.State);
            table.AddRow(
                Tables.Cell(check.Rule), Tables.Cell(state, Tables.StyleOf(state)), Tables.Cell(check.Reason is { } reason ? Words.Of(reason) : ""),
                Tables.Cell(check.Part ?? ""), Tables.Cell(check.Expected ?? ""), Tables.Cell(check.Found ?? ""), Tables.Cell(check.Setting ?? ""));
        }

        terminal.Write(table);
        terminal.WriteLine($"{Words.Of(inspection.Verdict)}{(inspection.Caller is { } caller ? $": {caller}" : "")}.");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnum<TokenVerdict>), typeof(SnakeCaseEnum<TokenCheckState>), typeof(SnakeCaseEnum<ReasonCode>)])]
[JsonSerializable(typeof(TokenInspection))]
internal sealed partial class TokenJson : JsonSerializerContext;
