using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace McpGuard.Samples.Tests.Running;

/// <summary>HttpServer, and an identity provider that this project did not write; of the two the server knows one address.</summary>
internal sealed class ProviderWorld : IAsyncDisposable
{
    private static readonly object _call = new { jsonrpc = "2.0", id = 1, method = "tools/call", @params = new { name = "whoami", arguments = new { } } };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpguard-provider-tests-");
    private readonly string _providerUrl = Loopback.FreeAddress();
    private readonly string _serverUrl = Loopback.FreeAddress();
    private readonly HttpClient _http = new();
    private readonly string? _scopes;
    private readonly (string Name, string? Value)[] _settings;
    private StartedProgram? _server;

    private ProviderWorld(string? scopes, (string Name, string? Value)[] settings)
    {
        _scopes = scopes;
        _settings = settings;
        Audit = new AuditFile(Path.Combine(_folder.FullName, "audit"));
        Directory.CreateDirectory(Sandbox);
    }

    public AuditFile Audit { get; }

    public string Resource => $"{_serverUrl}/mcp";

    public string ProviderUrl => _providerUrl;

    public IdentityProvider? Provider { get; private set; }

    /// <summary>The folder that the file tools work in.</summary>
    public string Sandbox => Path.Combine(_folder.FullName, "files");

    public static Task<ProviderWorld> StartAsync() => StartAsync(scopes: null);

    /// <summary>Starts both, the provider with these scopes, the server with these settings in addition to the required ones.</summary>
    public static async Task<ProviderWorld> StartAsync(string? scopes, params (string Name, string? Value)[] settings)
    {
        await IdentityProvider.RequireAsync();
        var world = new ProviderWorld(scopes, settings);
        try
        {
            await world.StartProviderAsync();
            await world.StartServerAsync();
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    public async Task StartProviderAsync() =>
        Provider = await IdentityProvider.StartAsync(_providerUrl, Resource, Path.Combine(_folder.FullName, "keys.json"), _scopes);

    public async Task KillProviderAsync()
    {
        await Provider!.DisposeAsync();
        Provider = null;
    }

    /// <summary>Starts the server anew, so that it knows no keys, when there is no provider.</summary>
    public async Task RestartServerWhileProviderIsGoneAsync()
    {
        await KillProviderAsync();
        await RestartServerAsync();
    }

    public async Task RestartServerAsync()
    {
        await _server!.DisposeAsync();
        await StartServerAsync();
    }

    public Task WaitUntilAsync(Func<Task<bool>> holds) => _server!.WaitUntilAsync(holds, "it served again");

    /// <summary>Calls a tool that any caller may call.</summary>
    public async Task<(HttpStatusCode Status, TimeSpan? RetryAfter)> CallAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Resource) { Content = JsonContent.Create(_call) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await _http.SendAsync(request);
        return (response.StatusCode, response.Headers.RetryAfter?.Delta);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        if (Provider is not null)
            await Provider.DisposeAsync();

        _folder.Delete(recursive: true);
    }

    private async Task StartServerAsync()
    {
        var environment = new Dictionary<string, string?>
        {
            ["McpGuard__Authority"] = _providerUrl,
            ["McpGuard__Resource"] = Resource,

            // For a refusal that no token of the other clients could mend.
            ["McpGuard__Tools__files_list__Callers__AllowedClients__0"] = "agent-es256",
            ["McpGuard__Audit__File__Directory"] = Audit.Directory,
            ["Data"] = _folder.FullName,
        };
        foreach (var (name, value) in _settings)
            environment[name] = value;

        _server = StartedProgram.Start("dotnet", [Built.HttpServer, "--urls", _serverUrl], environment);
        await _server.WaitUntilServesAsync($"{_serverUrl}/.well-known/oauth-protected-resource/mcp");
    }
}
