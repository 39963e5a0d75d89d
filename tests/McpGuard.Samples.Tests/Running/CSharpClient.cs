using Microsoft.AspNetCore.WebUtilities;
using ModelContextProtocol.Authentication;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpGuard.Samples.Tests.Running;

/// <summary>The official C# client, whose user agrees to what it asks for.</summary>
internal sealed class CSharpClient : IAsyncDisposable
{
    private static readonly Uri _redirect = new("http://127.0.0.1/callback");

    private readonly List<string> _asked = [];
    private readonly HttpClientTransport _transport;
    private McpClient? _client;

    private CSharpClient(string resource, Action<ClientOAuthOptions> identify)
    {
        var oauth = new ClientOAuthOptions { RedirectUri = _redirect, AuthorizationCallbackHandler = AuthorizeAsync };
        identify(oauth);
        _transport = new(new() { Endpoint = new Uri(resource), TransportMode = HttpTransportMode.StreamableHttp, OAuth = oauth });
    }

    /// <summary>The scopes of each authorization request.</summary>
    public IReadOnlyList<string> Asked => _asked;

    public static async Task<CSharpClient> ConnectAsync(string resource, Action<ClientOAuthOptions> identify, string? version = null)
    {
        var client = new CSharpClient(resource, identify);
        client._client = await McpClient.CreateAsync(client._transport, new McpClientOptions { ProtocolVersion = version });
        return client;
    }

    public async Task<string[]> ListAsync() => [.. (await _client!.ListToolsAsync()).Select(tool => tool.Name)];

    /// <returns>The text of the result.</returns>
    public async Task<string> CallAsync(string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await _client!.CallToolAsync(tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));
        return ((TextContentBlock)result.Content[0]).Text;
    }

    /// <returns>What a program would print: the text of the result, or the exception.</returns>
    public async Task<string> PrintAsync(string tool, params (string Name, object? Value)[] arguments)
    {
        try
        {
            return await CallAsync(tool, arguments);
        }
        catch (Exception exception)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();

        await _transport.DisposeAsync();
    }

    // What a browser does until it is sent back to the client.
    private async Task<AuthorizationResult?> AuthorizeAsync(AuthorizationCallbackContext context, CancellationToken cancellationToken)
    {
        var uri = context.AuthorizationUri;
        _asked.Add(QueryHelpers.ParseQuery(uri.Query)["scope"].ToString());
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        while (!_redirect.IsBaseOf(uri))
        {
            using var page = await browser.GetAsync(uri, cancellationToken);
            using var response = page.IsSuccessStatusCode ? await ConsentForm.AllowAsync(browser, page) : page;
            uri = new Uri(uri, response.Headers.Location ?? throw new InvalidOperationException(await response.Content.ReadAsStringAsync(cancellationToken)));
        }

        var query = QueryHelpers.ParseQuery(uri.Query);
        return new AuthorizationResult { Code = query["code"], State = query["state"], Iss = query["iss"] };
    }
}
