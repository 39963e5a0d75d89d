using System.Text.Json;

namespace McpGuard.Samples.Tests.Running;

/// <summary>The MCP Inspector from npm as a process, and its page in Chromium. Its user is alice, who allows what it asks for.</summary>
internal abstract class Inspector : IAsyncDisposable
{
    /// <summary>What the page shows to its own process.</summary>
    protected const string Secret = "a-secret-between-the-page-and-its-process";

    private static readonly NodePackages _packages = new(Built.Inspector);
    private static readonly string _nodeFolder = Path.Combine(Built.Inspector, "node_modules", "node", "bin");

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("mcpguard-inspector-");
    private StartedProgram? _program;
    private Chromium? _browser;

    public string Url { get; } = Loopback.FreeAddress();

    protected Chromium Browser => _browser!;

    /// <summary>What starts it, below the folder of the packages.</summary>
    protected abstract string Script { get; }

    protected abstract Dictionary<string, string?> Environment { get; }

    /// <summary>Selects the name of each tool.</summary>
    protected abstract string Tool { get; }

    protected abstract string RunButton { get; }

    /// <summary>Starts both. The test is left out where there is no Node.js or no Chromium, unless they must be there.</summary>
    public async Task StartAsync()
    {
        await _packages.RequireAsync();
        _browser = await Chromium.StartOrIgnoreAsync();
        var environment = new Dictionary<string, string?>(Environment)
        {
            ["CLIENT_PORT"] = $"{new Uri(Url).Port}",
            ["MCP_AUTO_OPEN_ENABLED"] = "false",
            ["HOME"] = _home.FullName,
            ["PATH"] = $"{_nodeFolder}{Path.PathSeparator}{System.Environment.GetEnvironmentVariable("PATH")}",
        };
        var node = Path.Combine(_nodeFolder, OperatingSystem.IsWindows() ? "node.exe" : "node");
        _program = StartedProgram.Start(node, [Path.Combine("node_modules", Script)], environment, Built.Inspector);
        await _program.WaitUntilServesAsync(Url);
    }

    /// <summary>Connects, signs in and lists the tools.</summary>
    /// <returns>The scopes that the page of the authority asked for.</returns>
    public abstract Task<string> ConnectAsync(string resource);

    public async Task<string[]> ListAsync()
    {
        var names = await Browser.ReadAsync($"[...document.querySelectorAll('{Tool}')].map(tool => tool.innerText.trim()).join(' ')");
        return names.Split(' ');
    }

    /// <summary>Calls a tool without arguments, and waits until the page shows a text.</summary>
    public async Task CallAsync(string tool, string shown)
    {
        await PressAsync($"[...document.querySelectorAll('{Tool}')].find(name => name.innerText.trim() === '{tool}')");
        await PressButtonAsync(RunButton);
        await WaitForTextAsync(shown);
    }

    public async Task<string> AllowAsync()
    {
        const string Allow = "document.querySelector('button[value=allow]')";
        await WaitForAsync(Allow);
        var scopes = await Browser.ReadAsync("[...document.querySelectorAll('[name=mcpguard_scope]')].map(box => box.value).join(' ')");
        await PressAsync(Allow);
        return scopes;
    }

    public Task PressButtonAsync(string text) => PressAsync($"[...document.querySelectorAll('button')].find(button => button.innerText.trim() === '{text}')");

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        if (_program is not null)
            await _program.DisposeAsync();

        _home.Delete(recursive: true);
    }

    protected Task WaitForTextAsync(string text) => WaitForAsync($"document.body.innerText.includes({JsonSerializer.Serialize(text)})");

    /// <summary>Waits as long as for a process: the first look at the page can take a busy machine a while.</summary>
    protected Task WaitForAsync(string condition) => _program!.WaitUntilAsync(() => Browser.HoldsAsync(condition), $"its page fulfilled {condition}");

    // The wait ends with the press.
    protected Task PressAsync(string element) => WaitForAsync($"(element => element && !element.disabled && (element.click(), true))({element})");
}
