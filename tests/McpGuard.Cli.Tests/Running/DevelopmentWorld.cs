using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McpGuard.Authority;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.WebUtilities;

namespace McpGuard.Cli.Tests.Running;

/// <summary>The development authority in this process, and a browser and a client that talk to it.</summary>
internal sealed partial class DevelopmentWorld : IAsyncDisposable
{
    public const string Resource = "http://127.0.0.1:5002/mcp";
    public const string Redirect = "http://127.0.0.1:7777/callback";

    private const string Verifier = "abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz";

    private readonly WebApplication _app;

    private DevelopmentWorld(AuthorityOptions options)
    {
        Url = options.Url;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Url) };
        _app = AuthorityServer.Build(options);
    }

    public string Url { get; }

    public HttpClient Http { get; }

    public static async Task<DevelopmentWorld> StartAsync(bool hold = false, string[]? resources = null, string[]? scopes = null)
    {
        var world = new DevelopmentWorld(
            new AuthorityOptions { Url = FreeAddress(), HoldToRegisteredScopes = hold, Resources = resources ?? [], Scopes = scopes ?? [] });
        await world._app.StartAsync();
        return world;
    }

    public static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    /// <returns>The answer to a registration.</returns>
    public async Task<JsonNode> RegisterAsync(string members = "", string redirect = Redirect)
    {
        using var content = new StringContent(
            $$"""{"redirect_uris":["{{redirect}}"],"token_endpoint_auth_method":"none"{{members}}}""", Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync("/register", content);
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public static Dictionary<string, string> Request(string client, params (string Name, string? Value)[] changes)
    {
        var request = new Dictionary<string, string>
        {
            ["client_id"] = client,
            ["redirect_uri"] = Redirect,
            ["response_type"] = "code",
            ["scope"] = "files:read files:write",
            ["state"] = "a state",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
            ["resource"] = Resource,
        };
        foreach (var (name, value) in changes)
        {
            if (value is null)
                request.Remove(name);
            else
                request[name] = value;
        }

        return request;
    }

    /// <summary>Opens the page of a sign-in.</summary>
    public Task<HttpResponseMessage> OpenAsync(Dictionary<string, string> request) =>
        Http.GetAsync(QueryHelpers.AddQueryString("/authorize", request!));

    /// <summary>Opens the page, and sends its form with this decision. A request that is refused has no page.</summary>
    public async Task<HttpResponseMessage> DecideAsync(
        Dictionary<string, string> request, string decision = "allow", string? origin = null, string? without = null)
    {
        var opened = await OpenAsync(request);
        if (opened.Headers.Location is not null)
            return opened;

        using var page = opened;
        var html = await page.Content.ReadAsStringAsync();
        var form = Input().Matches(html)
            .Select(input => KeyValuePair.Create(input.Groups["name"].Value, WebUtility.HtmlDecode(input.Groups["value"].Value)))
            .Where(field => field.Value != without);
        using var post = new HttpRequestMessage(HttpMethod.Post, "/authorize")
        {
            Content = new FormUrlEncodedContent([.. form, KeyValuePair.Create("mcpguard_decision", decision)]),
        };
        post.Headers.Add("Origin", origin ?? Url);
        return await Http.SendAsync(post);
    }

    /// <returns>The parameters that a browser is sent back to the client with.</returns>
    public static Dictionary<string, string> ReturnedBy(HttpResponseMessage response)
    {
        Assert.That(response.Headers.Location?.ToString(), Does.StartWith(Redirect));
        return QueryHelpers.ParseQuery(response.Headers.Location!.Query).ToDictionary(parameter => parameter.Key, parameter => parameter.Value.ToString());
    }

    /// <returns>The answer of the token endpoint.</returns>
    public async Task<JsonNode> TokenAsync(params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await Http.PostAsync("/token", content);
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public Task<JsonNode> RedeemAsync(string client, string code, string verifier = Verifier) =>
        TokenAsync(("grant_type", "authorization_code"), ("client_id", client), ("code", code), ("code_verifier", verifier), ("redirect_uri", Redirect));

    /// <returns>The claims of an access token.</returns>
    public static JsonNode ClaimsOf(JsonNode answer) => JsonNode.Parse(Base64Url.DecodeFromChars(((string)answer["access_token"]!).Split('.')[1]))!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    [GeneratedRegex("<input (?:type=\"\\w+\" )?name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Input();
}
