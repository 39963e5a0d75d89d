using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Doctor;

internal sealed class DoctorCommand : Command
{
    private readonly Argument<string> _url = new("URL") { Description = "The address of the MCP server, exactly as users type it." };
    private readonly Option<bool> _register = new("--register")
    {
        Description = "Also registers a client at the authorization server, and deletes it if that is possible.",
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description = "A file with an access token, or - for the standard input. It is sent to URL only.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _call = new("--call") { Description = "A tool to call with the token.", HelpName = "TOOL" };
    private readonly Option<string> _arguments = new("--arguments")
    {
        Description = "The arguments of the call, a JSON object.",
        HelpName = "JSON",
        DefaultValueFactory = _ => "{}",
    };

    private readonly Option<string> _origin = new("--origin")
    {
        Description = "The origin of a web page that should connect.",
        DefaultValueFactory = _ => "http://127.0.0.1:6274",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Writes the result as one JSON object." };

    public DoctorCommand(Terminal terminal, TimeProvider time)
        : base("doctor", "Connects to an MCP server as each kind of client does, and says which can, and which setting helps the others.")
    {
        Add(_url);
        Add(_register);
        Add(_token);
        Add(_call);
        Add(_arguments);
        Add(_origin);
        Add(_json);
        SetAction((parsed, cancellationToken) => RunAsync(parsed, terminal, time, cancellationToken));
    }

    private async Task<int> RunAsync(ParseResult parsed, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        var plan = Read(parsed, terminal);
        using var wire = new WireClient(time);
        var survey = await new Surveyor(wire, plan).RunAsync(cancellationToken).ConfigureAwait(false);
        if (survey.Anonymous.Failure is { } failure)
            throw new CommandException($"{plan.Url}: {failure}.");

        var diagnosis = Redacted(Diagnosis.Of(survey), plan.Token);
        if (parsed.GetValue(_json))
            terminal.WriteJson(JsonSerializer.Serialize(diagnosis, DiagnosisJson.Default.Diagnosis));
        else
            DiagnosisTables.Write(diagnosis, terminal);

        return diagnosis.HasProblem ? ExitCode.Problems : ExitCode.Ok;
    }

    private SurveyPlan Read(ParseResult parsed, Terminal terminal)
    {
        var url = parsed.GetRequiredValue(_url);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
            || address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            throw new CommandException($"'{url}' is not an http or https address.");
        }

        var tool = parsed.GetValue(_call);
        if (parsed.GetValue(_token) is not { } file)
        {
            return tool is null
                ? new(url, parsed.GetRequiredValue(_origin), parsed.GetValue(_register), Token: null, Tool: null, default)
                : throw new CommandException("--call needs --token.");
        }

        if (!Site.IsPrivate(address))
            throw new CommandException("A token is sent over https only, or to this machine.");

        var arguments = Json.ObjectOf(parsed.GetRequiredValue(_arguments)) ?? throw new CommandException("--arguments must be one JSON object.");
        return new(url, parsed.GetRequiredValue(_origin), parsed.GetValue(_register), TokenFile.Read(file, terminal.In), tool, arguments);
    }

    // A server could send the token back in a message.
    private static Diagnosis Redacted(Diagnosis diagnosis, string? token)
    {
        return token is null ? diagnosis : diagnosis with
        {
            Checks = [.. diagnosis.Checks.Select(check => check with { Detail = Without(check.Detail) })],
            Clients = [.. diagnosis.Clients.Select(client => client with { Because = client.Because is { } why ? Without(why) : null })],
        };

        string Without(string text) => text.Replace(token, "(the token)", StringComparison.Ordinal);
    }
}

/// <summary>Serializes a diagnosis for programs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnum<Check>), typeof(SnakeCaseEnum<CheckState>), typeof(SnakeCaseEnum<ClientVerdict>)])]
[JsonSerializable(typeof(Diagnosis))]
internal sealed partial class DiagnosisJson : JsonSerializerContext;
