using System.CommandLine;
using System.Text.Json;
using McpGuard.Cli.Output;
using McpGuard.Testing;

namespace McpGuard.Cli.Policy;

/// <summary>A question to a policy, as options of a command. It is read as a case of a test file is.</summary>
internal sealed class RequestOptions(TimeProvider time)
{
    private readonly Option<string?> _tool = Text("--tool", "The tool that is called.");
    private readonly Option<string?> _prompt = Text("--prompt", "The prompt that is read.");
    private readonly Option<string?> _resource = Text("--resource", "The URI of the resource that is read.");
    private readonly Option<string?> _method = Text("--method", "Another method.");
    private readonly Option<string?> _arguments = new("--arguments") { Description = "The arguments, a JSON object. Default: none.", HelpName = "JSON" };
    private readonly Option<string?> _subject = Text("--subject", "The subject whose authority the caller uses.");
    private readonly Option<string?> _issuer = Text("--issuer", "The issuer of the token. Default: the only one of the settings.");
    private readonly Option<string[]> _actors = Texts("--actor", "An actor, the current one first.");
    private readonly Option<string?> _client = Text("--client", "The OAuth client. Default: the current actor, or the subject.");
    private readonly Option<string[]> _scopes = Texts("--scope", "A granted scope.");
    private readonly Option<string[]> _groups = Texts("--group", "A group of the subject.");
    private readonly Option<string[]> _roles = Texts("--role", "A role of the subject.");
    private readonly Option<string?> _strength = Text("--sign-in-strength", "The strength of the sign-in (acr).");
    private readonly Option<DateTimeOffset?> _signedIn = Time("--signed-in", "The time of the sign-in (auth_time).");
    private readonly Option<string?> _claims = new("--claims") { Description = "Further claims of the token, a JSON object.", HelpName = "JSON" };
    private readonly Option<string?> _address = Text("--address", "The IP address of the request. Default: none, as over stdio.");
    private readonly Option<DateTimeOffset?> _time = Time("--time", "The time of the request. Default: now.");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
            {
                _tool, _prompt, _resource, _method, _arguments, _subject, _issuer, _actors, _client, _scopes, _groups, _roles, _strength, _signedIn, _claims,
                _address, _time,
            })
            command.Add(option);
    }

    /// <exception cref="FormatException">The question is not complete, or not valid.</exception>
    public AccessRequest Read(ParseResult parsed, LoadedPolicy policy)
    {
        const string Caller = "caller";
        var document = new PolicyTestDocument([])
        {
            Callers = new Dictionary<string, CallerDocument>
            {
                [Caller] = new(parsed.GetValue(_subject) ?? throw new CommandException("Name the --subject, or the --operation of a --log."))
                {
                    Issuer = parsed.GetValue(_issuer),
                    Actors = parsed.GetValue(_actors) ?? [],
                    Client = parsed.GetValue(_client),
                    Scopes = parsed.GetValue(_scopes) is { Length: > 0 } scopes ? scopes : ScopesOfGroups(parsed, policy.Options),
                    Groups = parsed.GetValue(_groups) ?? [],
                    Roles = parsed.GetValue(_roles) ?? [],
                    SignInStrength = parsed.GetValue(_strength),
                    SignedInAt = parsed.GetValue(_signedIn),
                    Claims = Json(parsed, _claims),
                },
            },
        };
        var test = new CaseDocument(Caller, ExpectedEffect.Undecided)
        {
            Tool = parsed.GetValue(_tool),
            Prompt = parsed.GetValue(_prompt),
            Resource = parsed.GetValue(_resource),
            Method = parsed.GetValue(_method),
            Arguments = Json(parsed, _arguments),
            Address = parsed.GetValue(_address),
            Time = parsed.GetValue(_time) ?? time.GetUtcNow(),
        };
        return new PolicyTestReader(document, TrustedIssuers.Default(policy.Options)).Read(test, "The question", policy.Explainer).Request;
    }

    /// <returns>The name of the target that is asked about, or null for a method.</returns>
    public string? TargetOf(ParseResult parsed) => parsed.GetValue(_tool) ?? parsed.GetValue(_prompt) ?? parsed.GetValue(_resource);

    /// <summary>The scopes that the subject has by its groups, if none are given: those of a token without a claim for scopes.</summary>
    public string[] ScopesOfGroups(ParseResult parsed, McpGuardOptions options)
    {
        var name = parsed.GetValue(_issuer) ?? TrustedIssuers.Default(options);
        if (name is null || parsed.GetValue(_scopes) is { Length: > 0 } || parsed.GetValue(_groups) is not { Length: > 0 } groups)
            return [];

        var issuer = options.Issuers.Values.FirstOrDefault(issuer => issuer.Issuer is { } known && IssuerName.KeyOf(known) == IssuerName.KeyOf(name));
        return issuer is null
            ? []
            : [.. groups.SelectMany(group => issuer.GroupScopes.TryGetValue(group, out var scopes) ? scopes.Split(' ') : []).Distinct(StringComparer.Ordinal)];
    }

    private static JsonElement? Json(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text)
            return null;

        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException exception)
        {
            throw new CommandException($"{option.Name} is not JSON: {exception.Message}");
        }
    }

    private static Option<string?> Text(string name, string description) => new(name) { Description = description, HelpName = "NAME" };

    private static Option<string[]> Texts(string name, string description) =>
        new(name) { Description = $"{description} It can be given several times.", HelpName = "NAME" };

    private static Option<DateTimeOffset?> Time(string name, string description) =>
        new(name) { Description = description, HelpName = "TIME", CustomParser = Words.ParseTime };
}
