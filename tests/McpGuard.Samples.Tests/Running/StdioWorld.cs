using McpGuard.Authority;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol.Client;

namespace McpGuard.Samples.Tests.Running;

/// <summary>An authority whose clock can be set, and StdioServer as a process of its own for each client.</summary>
internal sealed class StdioWorld : IAsyncDisposable
{
    private const string Resource = "https://files.example/stdio";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpguard-samples-tests-");
    private readonly string _url = Loopback.FreeAddress();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow) { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly WebApplication _authority;

    private StdioWorld()
    {
        _authority = AuthorityServer.Build(new AuthorityOptions { Url = _url, Resources = [Resource], Time = _time });
        Audit = new AuditFile(Path.Combine(_folder.FullName, "audit"));
        TokenFile = Path.Combine(_folder.FullName, "token");
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "files"));
        File.WriteAllText(Path.Combine(_folder.FullName, "files", "a.txt"), "the text of a");
    }

    public AuditFile Audit { get; }

    public string TokenFile { get; }

    public string Authority => _url;

    public static async Task<StdioWorld> StartAsync()
    {
        var world = new StdioWorld();
        await world._authority.StartAsync();
        return world;
    }

    public Task<string> TokenAsync(string scopes) => TokenDesk.ExchangeAsync(_url, Resource, scopes);

    public Task<string> ExpiredTokenAsync(string scopes)
    {
        _time.AdjustTime(DateTimeOffset.UtcNow - TimeSpan.FromMinutes(10));
        return TokenAsync(scopes);
    }

    public Task<McpClient> ConnectAsync(params (string Name, string? Value)[] variables) => McpClient.CreateAsync(
        new StdioClientTransport(new() { Command = "dotnet", Arguments = [Built.StdioServer], EnvironmentVariables = Settings(variables) }));

    public StartedProgram Start(params (string Name, string? Value)[] variables) => StartedProgram.Start("dotnet", [Built.StdioServer], Settings(variables));

    public async ValueTask DisposeAsync()
    {
        await _authority.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Dictionary<string, string?> Settings((string Name, string? Value)[] variables)
    {
        var settings = new Dictionary<string, string?>
        {
            ["McpGuard__Authority"] = _url,
            ["McpGuard__Resource"] = Resource,
            ["McpGuard__Audit__File__Directory"] = Audit.Directory,
            ["Data"] = _folder.FullName,
        };
        foreach (var (name, value) in variables)
            settings[name] = value;

        return settings;
    }
}
