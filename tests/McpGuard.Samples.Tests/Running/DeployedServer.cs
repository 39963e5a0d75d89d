using System.Net.Http.Headers;
using System.Text;

namespace McpGuard.Samples.Tests.Running;

/// <summary>The server of the container image as a process, without time zone data, with a policy that is projected as Kubernetes does it.</summary>
internal sealed class DeployedServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpguard-deploy-");
    private readonly HttpClient _http = new();
    private StartedProgram? _server;

    public DeployedServer(string policy) => Policy = new ProjectedFolder(policy);

    public string Url { get; } = Loopback.FreeAddress();

    public string Resource => $"{Url}/mcp";

    public ProjectedFolder Policy { get; }

    public string[] Output => _server!.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string Errors => _server!.Errors;

    /// <summary>Starts it with the settings of a manifest. What belongs to the place where it runs is the test's.</summary>
    public StartedProgram Start(IEnumerable<(string Name, string Value)> settings, params (string Name, string Value)[] own)
    {
        var environment = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value);
        environment["PolicyFile"] = Policy.FilePath;
        environment["Data"] = _folder.FullName;
        environment["McpGuard__Resource"] = Resource;
        environment["TZDIR"] = Directory.CreateDirectory(Path.Combine(_folder.FullName, "no-zones")).FullName;
        foreach (var (name, value) in own)
            environment[name] = value;

        return _server = StartedProgram.Start("dotnet", [Built.Deploy, "--urls", Url], environment);
    }

    public Task WaitUntilServesAsync() => _server!.WaitUntilServesAsync($"{Url}/.well-known/oauth-protected-resource/mcp");

    public Task WaitUntilAsync(Func<Task<bool>> holds, string what) => _server!.WaitUntilAsync(holds, what);

    /// <returns>The body of the answer.</returns>
    public async Task<string> CallAsync(string token, string tool, string arguments)
    {
        var message = $$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"arguments":{{arguments}},"name":"{{tool}}"} }""";
        using var request = new HttpRequestMessage(HttpMethod.Post, Resource) { Content = new StringContent(message, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await _http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();

        _http.Dispose();
        Policy.Dispose();
        _folder.Delete(recursive: true);
    }
}
