using System.Net.Http.Headers;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpGuard.Samples.Tests.Running;

/// <summary>The development authority and the sample Approvals as separate processes, started as their pages say.</summary>
internal sealed class ApprovalWorld : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpguard-samples-tests-");
    private StartedProgram? _authority;
    private StartedProgram? _server;

    private ApprovalWorld() => Audit = new AuditFile(Path.Combine(_folder.FullName, "audit"));

    public string AuthorityUrl { get; } = Loopback.FreeAddress();

    public string ServerUrl { get; } = Loopback.FreeAddress();

    public string Resource => $"{ServerUrl}/mcp";

    public AuditFile Audit { get; }

    public static async Task<ApprovalWorld> StartAsync()
    {
        var world = new ApprovalWorld();
        try
        {
            await world.StartProgramsAsync();
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    public Task<string> TokenAsync(string user = "alice") => TokenDesk.ExchangeAsync(AuthorityUrl, Resource, "refunds:write", user);

    /// <summary>The official C# client. With addresses, it says that it can open pages, and notes those that it is asked to open.</summary>
    public async Task<McpClient> ConnectAsync(ICollection<string>? addresses)
    {
        var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());
        var transport = new HttpClientTransport(
            new() { Endpoint = new Uri(Resource), TransportMode = HttpTransportMode.StreamableHttp }, http, ownsHttpClient: true);
        return await McpClient.CreateAsync(transport, new McpClientOptions
        {
            Capabilities = new ClientCapabilities { Elicitation = addresses is null ? new() : new() { Url = new() } },
            Handlers = new McpClientHandlers
            {
                ElicitationHandler = (request, _) =>
                {
                    addresses?.Add(request!.Url!);
                    return new(new ElicitResult { Action = "accept" });
                },
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_authority is not null)
            await _authority.DisposeAsync();

        _folder.Delete(recursive: true);
    }

    private async Task StartProgramsAsync()
    {
        _authority = StartedProgram.Start("dotnet", [Built.Cli, "authority", "--url", AuthorityUrl, "--resource", Resource]);
        _server = StartedProgram.Start("dotnet", [Built.Approvals, "--urls", ServerUrl], new Dictionary<string, string?>
        {
            ["McpGuard__Authority"] = AuthorityUrl,
            ["McpGuard__Resource"] = Resource,
            ["McpGuard__Approvals__Address"] = $"{ServerUrl}/approvals",
            ["McpGuard__Audit__File__Directory"] = Audit.Directory,
        });
        await _authority.WaitUntilServesAsync($"{AuthorityUrl}/jwks");
        await _server.WaitUntilServesAsync($"{ServerUrl}/.well-known/oauth-protected-resource/mcp");
    }
}
