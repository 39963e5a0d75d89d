using System.Net.Http.Json;
using GatewayStandIns;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace BehindGateways;

/// <summary>The server and both gateways in front of it, each on a port of this machine.</summary>
internal sealed class Layers : IAsyncDisposable
{
    private static readonly Dictionary<string, GatewayUser> _sessions = new(StringComparer.Ordinal)
    {
        ["session-of-alice"] = new("00u-alice", "Alice Ashe", "alice@corp.example", "g-17", "finance"),
        ["session-of-bob"] = new("00u-bob", "Bob Birch", "bob@corp.example"),
    };

    private readonly Layout _layout;
    private readonly Chain _chain = new();
    private readonly SigningKey _pomeriumKey = SigningKey.OfPomerium();
    private readonly SigningKey _liteLlmKey = SigningKey.OfLiteLlm();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpguard-layers-");
    private WebApplication? _server;
    private Proxy? _liteLlm;
    private Proxy? _pomerium;

    private Layers(Layout layout) => _layout = layout;

    public static async Task<Layers> StartAsync(Layout layout)
    {
        var layers = new Layers(layout);
        layers._server = await GuardedServer.StartAsync(layout, layers._chain, layers._pomeriumKey, layers._liteLlmKey, layers._folder.FullName);
        layers._liteLlm = await Proxy.StartAsync(layers._server.Urls.Single(), layout.LiteLlm(layers._liteLlmKey).PrepareAsync);
        layers._pomerium = await Proxy.StartAsync(layers._liteLlm.Url, layout.Pomerium(layers._pomeriumKey, _sessions).PrepareAsync);
        return layers;
    }

    /// <summary>Calls a tool through both gateways, and prints the chain and the answer.</summary>
    public async Task CallAsync(string user, string tool, params (string Name, object? Value)[] arguments)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        var (header, value) = _layout.IsMcpRoute ? ("Authorization", $"Bearer session-of-{user}") : ("Cookie", $"_pomerium=session-of-{user}");
        http.DefaultRequestHeaders.Add(header, value);
        var transport = new HttpClientTransport(
            new() { Endpoint = new Uri($"{_pomerium!.Url}/mcp"), TransportMode = HttpTransportMode.StreamableHttp }, http, ownsHttpClient: true);
        await using var client = await McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = "2025-11-25" });
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));
        Print(tool, result.Content.OfType<TextContentBlock>().FirstOrDefault()?.Text ?? "");
    }

    /// <summary>Calls a tool at the server itself, without a token.</summary>
    public async Task CallPastTheGatewaysAsync(string tool)
    {
        using var http = new HttpClient();
        var call = new { jsonrpc = "2.0", id = 1, method = "tools/call", @params = new { name = tool, arguments = new { } } };
        using var response = await http.PostAsJsonAsync(new Uri($"{_server!.Urls.Single()}/mcp"), call);
        Print(tool, $"{(int)response.StatusCode}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_pomerium is not null)
            await _pomerium.DisposeAsync();
        if (_liteLlm is not null)
            await _liteLlm.DisposeAsync();
        if (_server is not null)
        {
            await _server.StopAsync();
            await _server.DisposeAsync();
        }

        _pomeriumKey.Dispose();
        _liteLlmKey.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Print(string tool, string answer) => Console.WriteLine($"  {tool}\n    {_chain.Describe()}\n    {answer.Split("Reference:")[0].Trim()}");
}
