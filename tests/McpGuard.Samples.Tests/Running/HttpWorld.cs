using System.Net.Http.Headers;
using ModelContextProtocol.Client;

namespace McpGuard.Samples.Tests.Running;

/// <summary>The development authority and HttpServer as separate processes, started as their pages say.</summary>
internal sealed class HttpWorld : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpguard-samples-tests-");
    private StartedProgram? _authority;
    private StartedProgram? _server;

    private HttpWorld() => Audit = new AuditFile(Path.Combine(_folder.FullName, "audit"));

    public string AuthorityUrl { get; } = Loopback.FreeAddress();

    public string ServerUrl { get; } = Loopback.FreeAddress();

    public string Resource => $"{ServerUrl}/mcp";

    public AuditFile Audit { get; }

    /// <summary>The folder that the file tools work in.</summary>
    public string Sandbox => Path.Combine(_folder.FullName, "files");

    /// <summary>Starts both, the server with these settings in addition to the required ones.</summary>
    public static Task<HttpWorld> StartAsync(params (string Name, string? Value)[] settings) =>
        StartAsync((url, environment) => StartedProgram.Start("dotnet", [Built.HttpServer, "--urls", url], environment), settings);

    /// <summary>Starts both, the server in a way of the test: at this address, with this environment.</summary>
    public static async Task<HttpWorld> StartAsync(
        Func<string, IReadOnlyDictionary<string, string?>, StartedProgram> start, params (string Name, string? Value)[] settings)
    {
        var world = new HttpWorld();
        try
        {
            await world.StartProgramsAsync(start, settings);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    public Task<string> TokenAsync(string scopes, string user = "alice") => TokenDesk.ExchangeAsync(AuthorityUrl, Resource, scopes, user);

    public Task<McpClient> ConnectAsync(string? token, string? version = null)
    {
        var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        var transport = new HttpClientTransport(
            new() { Endpoint = new Uri(Resource), TransportMode = HttpTransportMode.StreamableHttp }, http, ownsHttpClient: true);
        return McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = version });
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_authority is not null)
            await _authority.DisposeAsync();

        _folder.Delete(recursive: true);
    }

    private async Task StartProgramsAsync(
        Func<string, IReadOnlyDictionary<string, string?>, StartedProgram> start, (string Name, string? Value)[] settings)
    {
        _authority = StartedProgram.Start("dotnet", [Built.Cli, "authority", "--url", AuthorityUrl, "--resource", Resource]);
        var environment = new Dictionary<string, string?>
        {
            ["McpGuard__Authority"] = AuthorityUrl,
            ["McpGuard__Resource"] = Resource,
            ["McpGuard__Audit__File__Directory"] = Audit.Directory,
            ["Data"] = _folder.FullName,
        };
        foreach (var (name, value) in settings)
            environment[name] = value;

        _server = start(ServerUrl, environment);
        await _authority.WaitUntilServesAsync($"{AuthorityUrl}/jwks");
        await _server.WaitUntilServesAsync($"{ServerUrl}/.well-known/oauth-protected-resource/mcp");
    }
}
