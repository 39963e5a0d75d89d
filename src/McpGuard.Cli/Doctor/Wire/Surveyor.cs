using System.Text;
using System.Text.Json;

namespace McpGuard.Cli.Doctor;

/// <summary>Asks a server and the authorization server that it names, in the order of a client's first connection.</summary>
internal sealed class Surveyor(WireClient wire, SurveyPlan plan)
{
    private const string ResourceDocument = "oauth-protected-resource";
    private const string ServerDocument = "oauth-authorization-server";
    private const string ProviderDocument = "openid-configuration";
    private const string BadToken = "mcpguard-doctor";
    private const string BrowserHeaders = "authorization,content-type,mcp-protocol-version,mcp-session-id";

    private readonly Uri _address = new(plan.Url);

    public async Task<Survey> RunAsync(CancellationToken cancellationToken)
    {
        var anonymous = await wire.PostMessageAsync(_address, McpMessage.Initialize, token: null, origin: null, cancellationToken).ConfigureAwait(false);
        var named = Site.Named(Challenge.Of(anonymous)?.Metadata, _address) is { } address && Site.IsSame(address, _address) ? address : null;
        var survey = new Survey(plan.Url)
        {
            Anonymous = anonymous,
            AnonymousList = anonymous.IsSuccess ? await ListAsync(anonymous, token: null, cancellationToken).ConfigureAwait(false) : null,
            WithBadToken = await wire.PostMessageAsync(_address, McpMessage.Initialize, BadToken, origin: null, cancellationToken).ConfigureAwait(false),
            NamedMetadata = await GetAsync(named, cancellationToken).ConfigureAwait(false),
            PathMetadata = await GetAsync(Site.WellKnown(_address, ResourceDocument), cancellationToken).ConfigureAwait(false),
            RootMetadata = await GetAsync(Site.WellKnown(_address, ResourceDocument, withPath: false), cancellationToken).ConfigureAwait(false),
            Browser = await AsBrowserAsync(named ?? Site.WellKnown(_address, ResourceDocument), cancellationToken).ConfigureAwait(false),
        };
        survey = survey with { AuthorizationServer = await AskAuthorizationServerAsync(survey, cancellationToken).ConfigureAwait(false) };
        return survey with
        {
            Registration = plan.Registers ? await RegisterAsync(survey, cancellationToken).ConfigureAwait(false) : null,
            WithToken = plan.Token is { } token ? await UseAsync(token, cancellationToken).ConfigureAwait(false) : null,
        };
    }

    private async Task<PlacedDocument> GetAsync(Uri? address, CancellationToken cancellationToken) =>
        new(address, address is null ? null : await wire.GetAsync(address, origin: null, cancellationToken).ConfigureAwait(false));

    private async Task<BrowserAnswers> AsBrowserAsync(Uri metadata, CancellationToken cancellationToken) => new(
        plan.Origin,
        await wire.PreflightAsync(_address, plan.Origin, BrowserHeaders, cancellationToken).ConfigureAwait(false),
        await wire.PostMessageAsync(_address, McpMessage.Initialize, token: null, plan.Origin, cancellationToken).ConfigureAwait(false),
        await wire.GetAsync(metadata, plan.Origin, cancellationToken).ConfigureAwait(false));

    // Most clients use the first one only.
    private async Task<AuthorizationServer?> AskAuthorizationServerAsync(Survey survey, CancellationToken cancellationToken)
    {
        if (survey.Issuers is not [var issuer, ..])
            return null;
        if (Site.Named(issuer, _address) is not { } address)
            return new(issuer, []);

        Uri[] places =
        [
            Site.WellKnown(address, ServerDocument),
            Site.WellKnown(address, ProviderDocument),
            new($"{Site.Origin(address)}{address.AbsolutePath.TrimEnd('/')}/.well-known/{ProviderDocument}"),
        ];
        var answers = new List<PlacedDocument>();
        foreach (var place in places.Distinct())
            answers.Add(await GetAsync(place, cancellationToken).ConfigureAwait(false));

        return new(issuer, answers);
    }

    private async Task<RegistrationAnswer?> RegisterAsync(Survey survey, CancellationToken cancellationToken)
    {
        if (survey.AuthorizationServer is not { RegistrationEndpoint: { } endpoint } server)
            return null;
        if (Site.Named(endpoint, _address) is not { } address || !Site.IsSame(address, new Uri(server.Issuer)))
            return new(Answer: null, IsRemoved: false);

        var answer = await wire.PostAsync(address, RegistrationRequest.Of(survey.FirstScopes), cancellationToken).ConfigureAwait(false);
        var isRemoved = answer.Document.String("registration_access_token") is { } token
            && Site.Named(answer.Document.String("registration_client_uri"), _address) is { } client && Site.IsSame(client, address)
            && (await wire.DeleteAsync(client, token, cancellationToken).ConfigureAwait(false)).IsSuccess;
        return new(answer, isRemoved);
    }

    private async Task<TokenAnswers> UseAsync(string token, CancellationToken cancellationToken)
    {
        var initialize = await wire.PostMessageAsync(_address, McpMessage.Initialize, token, origin: null, cancellationToken).ConfigureAwait(false);
        var list = initialize.IsSuccess ? await ListAsync(initialize, token, cancellationToken).ConfigureAwait(false) : null;
        var call = initialize.IsSuccess ? await CallAsync(initialize, token, cancellationToken).ConfigureAwait(false) : null;
        return new(ClaimsOf(token), initialize, list, plan.Tool, call);
    }

    private async Task<WireAnswer?> CallAsync(WireAnswer initialize, string token, CancellationToken cancellationToken)
    {
        if (plan.Tool is not { } tool)
            return null;

        var call = McpMessage.CallTool(SessionOf(initialize), tool, plan.Arguments);
        return await wire.PostMessageAsync(_address, call, token, origin: null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<WireAnswer> ListAsync(WireAnswer initialize, string? token, CancellationToken cancellationToken)
    {
        var session = SessionOf(initialize);
        await wire.PostMessageAsync(_address, McpMessage.Initialized(session), token, origin: null, cancellationToken).ConfigureAwait(false);
        return await wire.PostMessageAsync(_address, McpMessage.ListTools(session), token, origin: null, cancellationToken).ConfigureAwait(false);
    }

    private static string? SessionOf(WireAnswer initialize) => initialize.Header("Mcp-Session-Id");

    private static JsonElement? ClaimsOf(string token)
    {
        if (token.Split('.') is not [_, var payload, _])
            return null;

        try
        {
            return Json.ObjectOf(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(payload)));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
