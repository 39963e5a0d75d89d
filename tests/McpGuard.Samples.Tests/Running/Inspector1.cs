namespace McpGuard.Samples.Tests.Running;

/// <summary>The first generation. Its page calls a server itself (<c>direct</c>), or through its own process (<c>proxy</c>).</summary>
/// <param name="connection">Which of the two.</param>
internal sealed class Inspector1(string connection) : Inspector
{
    private readonly string _proxyPort = $"{new Uri(Loopback.FreeAddress()).Port}";

    protected override string Script => "inspector-1/cli/build/cli.js";

    protected override Dictionary<string, string?> Environment => new()
    {
        ["HOST"] = "127.0.0.1",
        ["SERVER_PORT"] = _proxyPort,
        ["ALLOWED_ORIGINS"] = Url,
        ["MCP_PROXY_AUTH_TOKEN"] = Secret,
    };

    protected override string Tool => "div.cursor-pointer span.truncate";

    protected override string RunButton => "Run Tool";

    public override async Task<string> ConnectAsync(string resource)
    {
        var page = $"{Url}/?MCP_PROXY_PORT={_proxyPort}&MCP_PROXY_AUTH_TOKEN={Secret}&transport=streamable-http&serverUrl={Uri.EscapeDataString(resource)}";
        await Browser.OpenAsync($"{Url}/mcp.svg");
        await WaitForAsync($"location.origin === '{Url}'");
        await Browser.ReadAsync($"localStorage.setItem('lastConnectionType', '{connection}')");
        await Browser.OpenAsync(page);
        await PressButtonAsync("Connect");
        var scopes = await AllowAsync();

        // After the sign-in it forgets the port of its process, and tells its user to connect again.
        await WaitForAsync($"location.origin === '{Url}' && location.pathname === '/'");
        await Browser.OpenAsync(page);
        await PressButtonAsync("Connect");
        await PressButtonAsync("List Tools");
        await WaitForAsync($"document.querySelector('{Tool}')");
        return scopes;
    }
}
