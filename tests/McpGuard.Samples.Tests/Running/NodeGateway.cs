using System.Net.Http.Headers;
using System.Text.Json;
using ModelContextProtocol.Client;

namespace McpGuard.Samples.Tests.Running;

/// <summary>An MCP gateway of others from npm, as a process in front of a server.</summary>
internal sealed class NodeGateway : IAsyncDisposable
{
    private static readonly NodePackages _packages = new(Built.NpmGateways);

    private readonly Uri _endpoint;
    private readonly StartedProgram _program;

    private NodeGateway(string url, string script, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        _endpoint = new Uri($"{url}/mcp");
        _program = StartedProgram.Start("node", [$"node_modules/{script}", .. arguments], environment, Built.NpmGateways);
    }

    /// <summary>Leaves the test out where there is no Node.js, unless that must not be.</summary>
    public static Task RequireAsync() => _packages.RequireAsync();

    /// <summary>The package <c>mcp-hub</c>: one connection and one token of its own for all of its clients.</summary>
    /// <param name="resource">The server's endpoint.</param>
    /// <param name="token">The gateway's token.</param>
    /// <param name="folder">Where it keeps its files.</param>
    public static async Task<NodeGateway> StartHubAsync(string resource, string token, string folder)
    {
        var configuration = Path.Combine(folder, "hub.json");
        var servers = new { mcpServers = new { files = new { url = resource, headers = new { Authorization = $"Bearer {token}" } } } };
        await File.WriteAllTextAsync(configuration, JsonSerializer.Serialize(servers));
        var url = Loopback.FreeAddress();
        var gateway = new NodeGateway(
            url,
            "mcp-hub/dist/cli.js",
            ["--port", $"{new Uri(url).Port}", "--config", configuration],
            new Dictionary<string, string?> { ["XDG_CONFIG_HOME"] = folder, ["XDG_DATA_HOME"] = folder, ["XDG_STATE_HOME"] = folder });
        using var http = new HttpClient();
        await gateway._program.WaitUntilServesAsync($"{url}/api/health");
        await gateway._program.WaitUntilAsync(
            async () => (await http.GetStringAsync(new Uri($"{url}/api/health"))).Contains("\"status\":\"connected\"", StringComparison.Ordinal),
            "it had connected");
        return gateway;
    }

    /// <summary>The package <c>@civic/passthrough-mcp-server</c>: a connection for each session, with the caller's own headers.</summary>
    /// <param name="server">The server's address.</param>
    public static async Task<NodeGateway> StartPassthroughAsync(string server)
    {
        var url = Loopback.FreeAddress();
        var gateway = new NodeGateway(
            url,
            "@civic/passthrough-mcp-server/dist/cli.js",
            [],
            new Dictionary<string, string?> { ["PORT"] = $"{new Uri(url).Port}", ["TARGET_SERVER_URL"] = server });
        await gateway._program.WaitUntilServesAsync($"{url}/.well-known/oauth-protected-resource/mcp");
        return gateway;
    }

    /// <summary>Connects the official C# client to the gateway, with the newest version of the protocol that both gateways know.</summary>
    public Task<McpClient> ConnectAsync(string token)
    {
        var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var transport = new HttpClientTransport(new() { Endpoint = _endpoint }, http, ownsHttpClient: true);
        return McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = "2025-06-18" });
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
