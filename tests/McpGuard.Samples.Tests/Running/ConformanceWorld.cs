namespace McpGuard.Samples.Tests.Running;

/// <summary>The server that the conformance suite looks at, behind the proxy that adds a token.</summary>
internal sealed class ConformanceWorld : IAsyncDisposable
{
    private readonly StartedProgram _server;
    private StartedProgram? _proxy;

    private ConformanceWorld(string sessions, bool guarded) => _server = StartedProgram.Start(
        "dotnet",
        [Built.ConformanceServer, "--urls", ServerUrl, "--sessions", sessions, .. guarded ? ["--guard", Url] : Array.Empty<string>()]);

    /// <summary>The server itself.</summary>
    public string ServerUrl { get; } = Loopback.FreeAddress();

    /// <summary>The proxy, which is what clients know. The suite tries names that pose as this one, so it has to be localhost.</summary>
    public string Url { get; } = $"http://localhost:{new Uri(Loopback.FreeAddress()).Port}/";

    public static async Task<ConformanceWorld> StartAsync(string sessions, bool guarded)
    {
        var world = new ConformanceWorld(sessions, guarded);
        try
        {
            await world._server.WaitUntilServesAsync($"{world.ServerUrl}/health");
            world._proxy = ConformanceSuite.StartProxy(world.Url, world.ServerUrl, guarded ? await world.TokenAsync() : null);
            await world._proxy.WaitUntilServesAsync($"{world.Url}health");
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
            await _proxy.DisposeAsync();

        await _server.DisposeAsync();
    }

    // The first line that the server prints.
    private async Task<string> TokenAsync()
    {
        await _server.WaitUntilAsync(() => Task.FromResult(_server.Output.Contains('\n')), "it printed a token");
        return _server.Output.Split('\n')[0];
    }
}
