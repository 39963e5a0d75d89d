using ModelContextProtocol;

/// <summary>The guarded tools, with the official client and an authority in memory.</summary>
public sealed class WeatherToolsTests
{
    private static readonly Dictionary<string, object?> _rain = new() { ["city"] = "Bern", ["text"] = "Rain" };

    private GuardedTestServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools<WeatherTools>());

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Token_with_the_scope_runs_the_tool_and_the_call_is_recorded()
    {
        _server.Token = _server.NewToken().WithScopes("weather:write").Build();
        await using var client = await _server.ConnectAsync();

        var result = await client.CallToolAsync("set_forecast", _rain);

        Assert.That(result.IsError, Is.Not.True);
        Assert.That(_server.Audit.Decisions[^1].Effect, Is.EqualTo(AuditEffect.Allow));
    }

    [Test]
    public async Task Token_to_read_cannot_write()
    {
        _server.Token = _server.NewToken().WithScopes("weather:read").Build();
        await using var client = await _server.ConnectAsync();

        Assert.That(
            async () => await client.CallToolAsync("set_forecast", _rain),
            Throws.InstanceOf<McpException>().With.Message.Contains("the access token lacks weather:write"));
        Assert.That(_server.Audit.Decisions[^1].Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
    }
}
