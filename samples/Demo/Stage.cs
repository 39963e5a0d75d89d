using McpGuard.Authority;
using Microsoft.AspNetCore.Builder;

namespace Demo;

/// <summary>What the demo plays on: an authority in this process, and two guarded servers as processes of their own.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpguard-demo-");
    private readonly ShiftedClock _clock = new();
    private readonly List<ServerProcess> _servers = [];

    private Stage(TimeSpan tokenLifetime)
    {
        TokenLifetime = tokenLifetime;
        AuthorityUrl = Loopback.FreeAddress();
        ServerUrl = Loopback.FreeAddress();
        ApprovalsUrl = Loopback.FreeAddress();
        Tokens = new TokenDesk(AuthorityUrl, _clock);
        Authority = AuthorityServer.Build(new AuthorityOptions
        {
            Url = AuthorityUrl,
            Resources = [HttpResource, ApprovalsResource, StdioResource, AnotherResource],
            TokenLifetime = TokenLifetime,
            Time = _clock,
        });

        var files = Directory.CreateDirectory(Path.Combine(_folder.FullName, "files"));
        File.WriteAllText(Path.Combine(files.FullName, Scenario.FileName), Scenario.FileText);
    }

    public static string StdioResource => "https://files.example/stdio";

    public static string AnotherResource => "https://another.example/mcp";

    public TimeSpan TokenLifetime { get; }

    public string AuthorityUrl { get; }

    public string ServerUrl { get; }

    public string HttpResource => $"{ServerUrl}/mcp";

    /// <summary>The server whose calls a person has to approve.</summary>
    public string ApprovalsUrl { get; }

    public string ApprovalsResource => $"{ApprovalsUrl}/mcp";

    public WebApplication Authority { get; }

    public TokenDesk Tokens { get; }

    public static async Task<Stage> StartAsync(TimeSpan tokenLifetime, Deadline deadline)
    {
        var stage = new Stage(tokenLifetime);
        try
        {
            deadline.WaitFor("the authority to start");
            await stage.Authority.StartAsync(deadline.Token);
            await stage.StartServerAsync(StartedPrograms.HttpServer, stage.ServerUrl, Via.Http, deadline);
            await stage.StartServerAsync(StartedPrograms.Approvals, stage.ApprovalsUrl, Via.Approvals, deadline);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>The environment variables that a sample server is configured by.</summary>
    public Dictionary<string, string?> SettingsFor(Via via) => new()
    {
        ["McpGuard__Authority"] = AuthorityUrl,
        ["McpGuard__Resource"] = ResourceOf(via),
        ["McpGuard__Approvals__Address"] = $"{ApprovalsUrl}/approvals",
        ["McpGuard__Policy__Lists"] = "HideUnauthorized",
        ["McpGuard__Audit__File__Directory"] = AuditOf(via).Directory,
        ["Data"] = _folder.FullName,
    };

    public string ResourceOf(Via via) => via switch
    {
        Via.Http => HttpResource,
        Via.Approvals => ApprovalsResource,
        _ => StdioResource,
    };

    public AuditFile AuditOf(Via via) => new(Path.Combine(_folder.FullName, $"audit-{via}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();

        await Authority.DisposeAsync();
        Tokens.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task StartServerAsync(string program, string url, Via via, Deadline deadline)
    {
        deadline.WaitFor($"the server {ResourceOf(via)} to start");
        _servers.Add(await ServerProcess.StartAsync(program, url, SettingsFor(via), deadline.Token));
    }
}
