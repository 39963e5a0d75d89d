using GatewayStandIns;
using Microsoft.AspNetCore.Http;

namespace McpGuard.Samples.Tests.Gateways;

/// <summary>What the stand-ins send to a server is, header by header, what the products sent.</summary>
internal sealed class StandInTests
{
    private readonly SigningKey _pomeriumKey = SigningKey.OfPomerium();
    private readonly SigningKey _liteLlmKey = SigningKey.OfLiteLlm();
    private HeaderRecorder _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await HeaderRecorder.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _pomeriumKey.Dispose();
        _liteLlmKey.Dispose();
    }

    [TestCaseSource(typeof(RecordedLayer), nameof(RecordedLayer.All))]
    public async Task Request_arrives_as_it_was_recorded(RecordedLayer recorded)
    {
        await using var proxy = await Proxy.StartAsync(_server.Url, Prepare(recorded));
        using var response = await _server.SendAsync(proxy.Url, recorded);

        Assert.That((int)response.StatusCode, Is.EqualTo(200));
        Assert.That(_server.Arrived, Is.EqualTo(recorded.Recorded.Order(StringComparer.Ordinal)));
    }

    [TestCase("a route of Pomerium")]
    [TestCase("an mcp route")]
    [TestCase("LiteLLM behind a route of Pomerium")]
    [TestCase("LiteLLM behind an mcp route")]
    public async Task Caller_who_has_not_signed_in_does_not_come_through(string name)
    {
        var recorded = RecordedLayer.All.Single(layer => layer.Name == name);
        await using var proxy = await Proxy.StartAsync(_server.Url, Prepare(recorded));
        var unknown = recorded with { Client = ["Content-Type: application/json", "x-pomerium-jwt-assertion: a.b.c"] };
        using var response = await _server.SendAsync(proxy.Url, unknown);

        Assert.That((int)response.StatusCode, Is.EqualTo(401));
        Assert.That(_server.Arrived, Is.Empty);
    }

    [Test]
    public async Task Assertion_of_the_client_is_overwritten_and_carried_over()
    {
        var recorded = RecordedLayer.All.Single(layer => layer.Name == "a route of Pomerium");
        await using var proxy = await Proxy.StartAsync(_server.Url, Prepare(recorded));
        using var response = await _server.SendAsync(proxy.Url, recorded with { Client = [.. recorded.Client, "X-Pomerium-Jwt-Assertion: evil"] });

        Assert.That(_server.Arrived, Does.Contain("x-pomerium-jwt-assertion-for: evil"));
        Assert.That(_server.Arrived.Single(line => line.StartsWith("x-pomerium-jwt-assertion:", StringComparison.Ordinal)), Does.Contain("JWT ES256"));
    }

    private Func<HttpContext, Task<bool>> Prepare(RecordedLayer recorded)
    {
        var sessions = new Dictionary<string, GatewayUser> { ["alice"] = new("00u-alice", "Alice Ashe", "alice@corp.example", "g-17", "finance") };
        return recorded.Layer switch
        {
            "pomerium" => new Pomerium(recorded.Host!, _pomeriumKey, sessions).PrepareAsync,
            "pomerium-authorization" => new Pomerium(recorded.Host!, _pomeriumKey, sessions) { SetsAuthorization = true }.PrepareAsync,
            "pomerium-mcp" => new Pomerium(recorded.Host!, _pomeriumKey, sessions) { IsMcpRoute = true }.PrepareAsync,
            "litellm-a" => LiteLlm(readsUserToken: true).PrepareAsync,
            "litellm-b" => LiteLlm(readsUserToken: false).PrepareAsync,
            var other => throw new NotSupportedException(other),
        };
    }

    private LiteLlm LiteLlm(bool readsUserToken) =>
        new("https://llm.corp.example", "https://files.corp.example/mcp", _liteLlmKey) { ApiKey = "sk-svc", ReadsUserToken = readsUserToken };
}
