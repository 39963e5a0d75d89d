using LocalAuthority;
using Microsoft.AspNetCore.Builder;

namespace Demo;

/// <summary>What the demo plays on: an authority in this process, and a guarded server as a process of its own.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpguard-demo-");
    private readonly ShiftedClock _clock = new();
    private ServerProcess? _server;

    private Stage(TimeSpan tokenLifetime)
    {
        TokenLifetime = tokenLifetime;
        AuthorityUrl = Loopback.FreeAddress();
        ServerUrl = Loopback.FreeAddress();
        Tokens = new TokenDesk(AuthorityUrl, _clock);
        Authority = LocalAuthorityServer.Build(new LocalAuthorityOptions
        {
            Url = AuthorityUrl,
            Resources = [HttpResource, StdioResource, AnotherResource],
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

    public WebApplication Authority { get; }

    public TokenDesk Tokens { get; }

    public static async Task<Stage> StartAsync(TimeSpan tokenLifetime, CancellationToken cancellationToken)
    {
        var stage = new Stage(tokenLifetime);
        try
        {
            await stage.Authority.StartAsync(cancellationToken);
            stage._server = await ServerProcess.StartAsync(stage.ServerUrl, stage.SettingsFor(Via.Http), cancellationToken);
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
        ["McpGuard__Policy__Lists"] = "HideUnauthorized",
        ["McpGuard__Audit__File__Directory"] = AuditOf(via).Directory,
        ["Data"] = _folder.FullName,
    };

    public string ResourceOf(Via via) => via == Via.Http ? HttpResource : StdioResource;

    public AuditFile AuditOf(Via via) => new(Path.Combine(_folder.FullName, via == Via.Http ? "audit-http" : "audit-stdio"));

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();

        await Authority.DisposeAsync();
        Tokens.Dispose();
        _folder.Delete(recursive: true);
    }
}
