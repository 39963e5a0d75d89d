namespace McpGuard.Samples.Tests.Running;

/// <summary>The second generation. Its page calls servers through its own process.</summary>
internal sealed class Inspector2 : Inspector
{
    private const string IsConnected = "document.querySelector('[data-testid=connection-status]')?.dataset.status === 'connected'";

    protected override string Script => "@modelcontextprotocol/inspector/clients/launcher/build/index.js";

    protected override Dictionary<string, string?> Environment => new()
    {
        ["MCP_INSPECTOR_API_TOKEN"] = Secret,
        ["MCP_SANDBOX_PORT"] = "0",
        ["MCP_APP_ORIGIN_PORT"] = "0",
    };

    protected override string Tool => "button.list-item";

    protected override string RunButton => "Execute Tool";

    public override async Task<string> ConnectAsync(string resource)
    {
        await Browser.OpenAsync($"{Url}/?serverUrl={Uri.EscapeDataString(resource)}&transport=http&autoConnect={Secret}");
        var scopes = await AllowAsync();
        await WaitForAsync(IsConnected);
        await PressAsync("document.querySelector('input[type=radio][value=Tools]')");
        await WaitForAsync($"document.querySelector('{Tool}')");
        return scopes;
    }

    /// <summary>Agrees to ask for the scopes that a call has lacked.</summary>
    /// <returns>The scopes that the page of the authority asked for.</returns>
    public async Task<string> StepUpAsync()
    {
        await PressButtonAsync("Authorize");
        var scopes = await AllowAsync();
        await WaitForAsync(IsConnected);
        await WaitForTextAsync("Step-up authorization succeeded. Retry your action.");
        return scopes;
    }
}
