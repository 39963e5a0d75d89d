using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace McpGuard.Samples.Tests.Running;

/// <summary>The npm package <c>oidc-provider</c> as a process. Its keys outlive it in a file.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    private static readonly NodePackages _packages = new(Built.IdentityProvider);

    private readonly string _url;
    private readonly string _resource;
    private readonly HttpClient _http;
    private readonly StartedProgram _program;
    private int _done;

    private IdentityProvider(string url, string resource, string keyFile, string? scopes)
    {
        _url = url;
        _resource = resource;
        _http = new HttpClient { BaseAddress = new Uri(url) };
        _program = StartedProgram.Start(
            "node", ["run.mjs", url, resource, keyFile, .. scopes is null ? Array.Empty<string>() : [scopes]], folder: Built.IdentityProvider);
    }

    /// <summary>Leaves the test out where there is no Node.js, unless that must not be.</summary>
    public static Task RequireAsync() => _packages.RequireAsync();

    public static async Task<IdentityProvider> StartAsync(string url, string resource, string keyFile, string? scopes)
    {
        var provider = new IdentityProvider(url, resource, keyFile, scopes);
        await provider._program.WaitUntilServesAsync($"{url}/jwks");
        return provider;
    }

    /// <summary>A token of a client without a user.</summary>
    public Task<string> TokenAsync(string algorithm = "es256", string? resource = null) =>
        RequestAsync(algorithm, new() { ["grant_type"] = "client_credentials", ["resource"] = resource ?? _resource, ["scope"] = "mcp:basic" });

    /// <summary>A token of a client that acts for whom another token is about.</summary>
    public Task<string> ExchangeAsync(string subjectToken, string algorithm = "es256") => RequestAsync(algorithm, new()
    {
        ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange",
        ["subject_token"] = subjectToken,
        ["subject_token_type"] = "urn:ietf:params:oauth:token-type:access_token",
        ["resource"] = _resource,
        ["scope"] = "mcp:basic",
    });

    /// <summary>Has the provider obey a word that <c>run.mjs</c> knows.</summary>
    public async Task DoAsync(string word)
    {
        await _program.Input.WriteLineAsync(word);
        await _program.Input.FlushAsync();
        _done++;
        await _program.WaitUntilAsync(() => Task.FromResult(_program.Output.Split('\n').Count(line => line == "done") == _done), $"{_url} did '{word}'");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _program.DisposeAsync();
    }

    private async Task<string> RequestAsync(string algorithm, Dictionary<string, string> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "token") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"agent-{algorithm}:agent-{algorithm}-secret")));
        using var response = await _http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? (string)JsonNode.Parse(body)!["access_token"]! : throw new InvalidOperationException(body);
    }
}
