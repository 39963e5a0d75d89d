using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>
/// What the conformance scenario <c>sep-2350-server-scope-challenge</c> looks at, as proposed (modelcontextprotocol/conformance
/// #481), for tools: with its tokens, its tool and its scopes.
/// </summary>
[TestFixtureSource(typeof(WireRequest), nameof(WireRequest.Versions))]
internal sealed class ScopeChallengeTests(string? version)
{
    private const string LowToken = "mcp-conformance-scope-low";
    private const string FullToken = "mcp-conformance-scope-full";
    private const string Baseline = "mcp:conformance:baseline";
    private const string CallScope = "mcp:conformance:tools:call";
    private const string ToolScope = "mcp:conformance:tools:test_simple_text";

    private readonly TestAuthority _authority = new();
    private GuardedWebServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync(
        options => options.Issuers["opaque"] = new IssuerOptions
        {
            Issuer = IntrospectionEndpoint.Issuer,
            Claims = { Optional = { "jti" } },
            Introspection = new() { Endpoint = IntrospectionEndpoint.Address, ClientId = "mcp", ClientSecret = "secret" },
        },
        mcp => mcp
            .WithTools([McpServerTool.Create([RequireScope(CallScope, ToolScope)] () => "This is a simple text.", new() { Name = "test_simple_text" })])
            .Services.AddHttpClient(McpGuardDefaults.BackchannelClient)
            .ConfigurePrimaryHttpMessageHandler(() => new IntrospectionEndpoint(_authority.CreateBackchannel(), Answer)),
        authority: _authority);

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Token_with_too_little_scope_gets_403()
    {
        var answer = await CallAsync(LowToken);

        Assert.That(answer.Status, Is.EqualTo(403));
    }

    [Test]
    public async Task Challenge_names_the_error_and_metadata_that_is_there()
    {
        var challenge = (await CallAsync(LowToken)).Challenge;
        var metadata = await new WireRequest(body: (string?)null, "GET", new Uri(challenge["resource_metadata"]).AbsolutePath).SendAsync(_server);

        Assert.That(challenge["error"], Is.EqualTo("insufficient_scope"));
        Assert.That(challenge["resource_metadata"], Does.StartWith(new Uri(GuardedWebServer.Resource).GetLeftPart(UriPartial.Authority)));
        Assert.That((string?)metadata.Json!["resource"], Is.EqualTo(GuardedWebServer.Resource));
    }

    [Test]
    public async Task One_challenge_has_all_the_scopes_of_the_call_and_no_others()
    {
        var answer = await CallAsync(LowToken);

        Assert.That(answer.Challenge["scope"].Split(' '), Is.EquivalentTo(new[] { CallScope, ToolScope }));
    }

    [Test]
    public async Task Token_with_the_scopes_runs_the_same_call()
    {
        var answer = await CallAsync(FullToken);

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That((string?)answer.Json!["result"]!["content"]![0]!["text"], Is.EqualTo("This is a simple text."));
    }

    private Task<WireAnswer> CallAsync(string token) => WireRequest.Call("test_simple_text", version: version).WithToken(token).SendAsync(_server);

    private static string Answer(string token)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new JsonObject
        {
            ["active"] = token is LowToken or FullToken,
            ["sub"] = "alice",
            ["client_id"] = "agent-1",
            ["aud"] = GuardedWebServer.Resource,
            ["iat"] = now,
            ["exp"] = now + 60,
            ["scope"] = token == FullToken ? $"{Baseline} {CallScope} {ToolScope}" : Baseline,
        }.ToJsonString();
    }
}
