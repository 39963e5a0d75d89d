using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Demo;

/// <summary>The official MCP client, connected with the servers.</summary>
internal sealed class Connections : IAsyncDisposable
{
    private const string RefusalMember = "io.github.mcpguard/refusal";

    // Without a version, the client of a server that starts slowly falls back to an older one.
    private static readonly McpClientOptions _options = new() { ProtocolVersion = "2026-07-28" };

    private readonly Dictionary<Via, Connection> _all = [];

    private Connections()
    {
    }

    public static async Task<Connections> OpenAsync(Stage stage, CancellationToken cancellationToken)
    {
        var connections = new Connections();
        try
        {
            connections._all[Via.Http] = await OpenHttpAsync(stage, Via.Http, cancellationToken);
            connections._all[Via.Approvals] = await OpenHttpAsync(stage, Via.Approvals, cancellationToken);
            connections._all[Via.Stdio] = await OpenStdioAsync(stage, cancellationToken);
            return connections;
        }
        catch
        {
            await connections.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a request and tells what came back.</summary>
    public async Task<Answer> AskAsync(Step step, string? token, CancellationToken cancellationToken)
    {
        var (client, bearer) = _all[step.Via];
        if (bearer is not null)
        {
            bearer.Token = token;
            bearer.Refusal = null;
        }

        try
        {
            return step.Asks is null
                ? Answer.Allowed(await ListAsync(client, cancellationToken))
                : await CallAsync(client, step.Asks, step.Arguments, cancellationToken);
        }
        catch (HttpRequestException) when (bearer?.Refusal is { } refusal)
        {
            return refusal;
        }
        catch (McpProtocolException exception)
        {
            return new Answer(false, (int)exception.ErrorCode, exception.Message, exception.Data["scope"]?.ToString() ?? "");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (client, _) in _all.Values)
            await client.DisposeAsync();
    }

    private static async Task<Connection> OpenHttpAsync(Stage stage, Via via, CancellationToken cancellationToken)
    {
        var resource = stage.ResourceOf(via);
        var bearer = new BearerHandler { Token = await stage.Tokens.ExchangeAsync("alice", "agent-1", resource, "mcp:basic", cancellationToken) };
        var client = await McpClient.CreateAsync(
            new HttpClientTransport(new() { Endpoint = new Uri(resource) }, new HttpClient(bearer), ownsHttpClient: true),
            _options,
            cancellationToken: cancellationToken);
        return new Connection(client, bearer);
    }

    // The server as a child process; its token comes with its environment and stays the same.
    private static async Task<Connection> OpenStdioAsync(Stage stage, CancellationToken cancellationToken)
    {
        var settings = stage.SettingsFor(Via.Stdio);
        settings["MCP_TOKEN"] = await stage.Tokens.ExchangeAsync("alice", "agent-1", Stage.StdioResource, "files:read", cancellationToken);
        var client = await McpClient.CreateAsync(
            new StdioClientTransport(new() { Command = "dotnet", Arguments = [StartedPrograms.StdioServer], EnvironmentVariables = settings }),
            _options,
            cancellationToken: cancellationToken);
        return new Connection(client, Bearer: null);
    }

    private static async Task<string> ListAsync(McpClient client, CancellationToken cancellationToken)
    {
        var tools = await client.ListToolsAsync(cancellationToken: cancellationToken);
        return string.Join(' ', tools.Select(tool => tool.Name).Order(StringComparer.Ordinal));
    }

    // A refusal that no other token would change is a result of the tool, with the code in its metadata.
    private static async Task<Answer> CallAsync(McpClient client, string tool, Dictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        var result = await client.CallToolAsync(tool, arguments, cancellationToken: cancellationToken);
        var text = string.Join(' ', result.Content.OfType<TextContentBlock>().Select(block => block.Text));
        return result.IsError is true ? new Answer(false, (int?)result.Meta?[RefusalMember]?["code"] ?? 0, text, "") : Answer.Allowed(text);
    }

    private readonly record struct Connection(McpClient Client, BearerHandler? Bearer);
}
