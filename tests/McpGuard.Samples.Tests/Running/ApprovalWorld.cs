using System.Net.Http.Headers;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpGuard.Samples.Tests.Running;

/// <summary>
/// The development authority and the sample Approvals as separate processes, started as their pages say. Another process of the sample can
/// share the folder of the approvals.
/// </summary>
internal sealed class ApprovalWorld : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpguard-samples-tests-");
    private readonly List<StartedProgram> _programs = [];

    private ApprovalWorld()
    {
        Audit = new AuditFile(Path.Combine(_folder.FullName, "audit"));
        OtherAudit = new AuditFile(Path.Combine(_folder.FullName, "other-audit"));
    }

    public string AuthorityUrl { get; } = Loopback.FreeAddress();

    public string ServerUrl { get; } = Loopback.FreeAddress();

    public string OtherUrl { get; } = Loopback.FreeAddress();

    public string Resource => $"{ServerUrl}/mcp";

    public AuditFile Audit { get; }

    public AuditFile OtherAudit { get; }

    public static async Task<ApprovalWorld> StartAsync(bool areTwo = false)
    {
        var world = new ApprovalWorld();
        try
        {
            await world.StartAuthorityAsync();
            await world.StartServerAsync(world.ServerUrl, world.Audit);
            if (areTwo)
                await world.StartServerAsync(world.OtherUrl, world.OtherAudit);

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
        foreach (var program in _programs)
            await program.DisposeAsync();

        _folder.Delete(recursive: true);
    }

    private async Task StartAuthorityAsync()
    {
        var authority = StartedProgram.Start("dotnet", [Built.Cli, "authority", "--url", AuthorityUrl, "--resource", Resource]);
        _programs.Add(authority);
        await authority.WaitUntilServesAsync($"{AuthorityUrl}/jwks");
    }

    private async Task StartServerAsync(string url, AuditFile audit)
    {
        var server = StartedProgram.Start("dotnet", [Built.Approvals, "--urls", url], new Dictionary<string, string?>
        {
            ["McpGuard__Authority"] = AuthorityUrl,
            ["McpGuard__Resource"] = Resource,
            ["McpGuard__Approvals__Address"] = $"{url}/approvals",
            ["McpGuard__Approvals__Directory"] = Path.Combine(_folder.FullName, "approvals"),
            ["McpGuard__StateKey"] = Convert.ToBase64String(new byte[32]),
            ["McpGuard__Audit__File__Directory"] = audit.Directory,
        });
        _programs.Add(server);
        await server.WaitUntilServesAsync($"{url}/.well-known/oauth-protected-resource/mcp");
    }
}
