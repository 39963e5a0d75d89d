using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Demo;

/// <summary>The official MCP client, connected with both servers.</summary>
internal sealed class Connections : IAsyncDisposable
{
    private readonly BearerHandler _bearer;
    private readonly McpClient _http;
    private readonly McpClient _stdio;

    private Connections(BearerHandler bearer, McpClient http, McpClient stdio) => (_bearer, _http, _stdio) = (bearer, http, stdio);

    public static async Task<Connections> OpenAsync(Stage stage, CancellationToken cancellationToken)
    {
        var bearer = new BearerHandler { Token = await stage.Tokens.ExchangeAsync("alice", "agent-1", stage.HttpResource, "mcp:basic", cancellationToken) };
        var http = await McpClient.CreateAsync(
            new HttpClientTransport(new() { Endpoint = new Uri(stage.HttpResource) }, new HttpClient(bearer), ownsHttpClient: true),
            cancellationToken: cancellationToken);

        // The server as a child process; its token comes with its environment and stays the same.
        var settings = stage.SettingsFor(Via.Stdio);
        settings["MCP_TOKEN"] = await stage.Tokens.ExchangeAsync("alice", "agent-1", Stage.StdioResource, "files:read", cancellationToken);
        var stdio = await McpClient.CreateAsync(
            new StdioClientTransport(new() { Command = "dotnet", Arguments = [StartedPrograms.StdioServer], EnvironmentVariables = settings }),
            cancellationToken: cancellationToken);

        return new Connections(bearer, http, stdio);
    }

    /// <summary>Sends a request and tells what came back.</summary>
    public async Task<Answer> AskAsync(Step step, string? token, CancellationToken cancellationToken)
    {
        var client = step.Via == Via.Http ? _http : _stdio;
        (_bearer.Token, _bearer.Refusal) = (token, null);
        try
        {
            return Answer.Allowed(step.Asks is null
                ? await ListAsync(client, cancellationToken)
                : await CallAsync(client, step.Asks, step.Arguments, cancellationToken));
        }
        catch (HttpRequestException) when (_bearer.Refusal is { } refusal)
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
        await _stdio.DisposeAsync();
        await _http.DisposeAsync();
    }

    private static async Task<string> ListAsync(McpClient client, CancellationToken cancellationToken)
    {
        var tools = await client.ListToolsAsync(cancellationToken: cancellationToken);
        return string.Join(' ', tools.Select(tool => tool.Name).Order(StringComparer.Ordinal));
    }

    private static async Task<string> CallAsync(McpClient client, string tool, Dictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        var result = await client.CallToolAsync(tool, arguments, cancellationToken: cancellationToken);
        return string.Join(' ', result.Content.OfType<TextContentBlock>().Select(block => block.Text));
    }
}
