using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>
/// What the conformance scenario <c>sep-2350-server-scope-challenge</c> looks at, as proposed (modelcontextprotocol/conformance
/// #481): with its tokens, its tool, resources and prompt, and its scopes.
/// </summary>
[TestFixtureSource(typeof(WireRequest), nameof(WireRequest.Versions))]
internal sealed class ScopeChallengeTests(string? version)
{
    private const string LowToken = "mcp-conformance-scope-low";
    private const string FullToken = "mcp-conformance-scope-full";
    private const string Baseline = "mcp:conformance:baseline";
    private const string Prefix = "mcp:conformance:";

    // Which template it is decides, and which of its resources decides more.
    private const string Policy = """
        {
          "Rules": {
            "one-two-three": {
              "Resources": ["test://template/{id}/data"],
              "ScopesByArguments": [
                {
                  "Arguments": { "properties": { "uri": { "type": "string", "const": "test://template/123/data" } }, "required": ["uri"] },
                  "Scopes": ["mcp:conformance:resources:template:123"]
                }
              ]
            }
          }
        }
        """;

    private static readonly TestCaseData[] _operations =
    [
        Operation("tools/call", "name", "test_simple_text", "tools:call", "tools:test_simple_text"),
        Operation("resources/read", "uri", "test://static-text", "resources:read", "resources:static"),
        Operation("resources/read", "uri", "test://template/123/data", "resources:read", "resources:template:123"),
        Operation("prompts/get", "name", "test_simple_prompt", "prompts:get", "prompts:test_simple_prompt"),
    ];

    private readonly TestAuthority _authority = new();
    private GuardedWebServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync(
        options =>
        {
            options.Policy = Policy;
            options.Issuers["opaque"] = new IssuerOptions
            {
                Issuer = IntrospectionEndpoint.Issuer,
                Claims = { Optional = { "jti" } },
                Introspection = new() { Endpoint = IntrospectionEndpoint.Address, ClientId = "mcp", ClientSecret = "secret" },
            };
        },
        mcp => mcp
            .WithTools(
                [
                    McpServerTool.Create(
                        [RequireScope($"{Prefix}tools:call", $"{Prefix}tools:test_simple_text")] () => "This is simple.", new() { Name = "test_simple_text" }),
                ])
            .WithPrompts(
                [
                    McpServerPrompt.Create(
                        [RequireScope($"{Prefix}prompts:get", $"{Prefix}prompts:test_simple_prompt")] () => "This is simple.",
                        new() { Name = "test_simple_prompt" }),
                ])
            .WithResources(
            [
                McpServerResource.Create(
                    [RequireScope($"{Prefix}resources:read", $"{Prefix}resources:static")] () => "This is simple.",
                    new() { UriTemplate = "test://static-text", Name = "static" }),
                McpServerResource.Create(
                    [RequireScope($"{Prefix}resources:read")] (string id) => "This is simple.",
                    new() { UriTemplate = "test://template/{id}/data", Name = "template" }),
            ])
            .Services.ReplaceBackchannel(() => new IntrospectionEndpoint(_authority.CreateBackchannel(), Answer)),
        authority: _authority);

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(nameof(_operations))]
    public async Task Token_with_too_little_scope_gets_403(string method, string member, string target, string[] scopes)
    {
        var answer = await SendAsync(LowToken, method, member, target);

        Assert.That(answer.Status, Is.EqualTo(403));
    }

    [TestCaseSource(nameof(_operations))]
    public async Task Challenge_names_the_error_and_metadata_that_is_there(string method, string member, string target, string[] scopes)
    {
        var challenge = (await SendAsync(LowToken, method, member, target)).Challenge;
        var metadata = await new WireRequest(body: (string?)null, "GET", new Uri(challenge["resource_metadata"]).AbsolutePath).SendAsync(_server);

        Assert.That(challenge["error"], Is.EqualTo("insufficient_scope"));
        Assert.That(challenge["resource_metadata"], Does.StartWith(new Uri(GuardedWebServer.Resource).GetLeftPart(UriPartial.Authority)));
        Assert.That((string?)metadata.Json!["resource"], Is.EqualTo(GuardedWebServer.Resource));
    }

    [TestCaseSource(nameof(_operations))]
    public async Task One_challenge_has_all_the_scopes_of_the_call_and_no_others(string method, string member, string target, string[] scopes)
    {
        var answer = await SendAsync(LowToken, method, member, target);

        Assert.That(answer.Challenge["scope"].Split(' '), Is.EquivalentTo(scopes));
    }

    [TestCaseSource(nameof(_operations))]
    public async Task Token_with_the_scopes_runs_the_same_call(string method, string member, string target, string[] scopes)
    {
        var answer = await SendAsync(FullToken, method, member, target);

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(answer.Json!["result"]!.ToJsonString(), Does.Contain("This is simple."));
        Assert.That(scopes, Has.Length.EqualTo(2));
    }

    private static TestCaseData Operation(string method, string member, string target, params string[] scopes) =>
        new TestCaseData(method, member, target, scopes.Select(scope => Prefix + scope).ToArray()).SetArgDisplayNames(method, target);

    private Task<WireAnswer> SendAsync(string token, string method, string member, string target) =>
        WireRequest.Of(method, member, target, version).WithToken(token).SendAsync(_server);

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
            ["scope"] = token == FullToken ? string.Join(' ', _operations.SelectMany(operation => (string[])operation.Arguments[3]!)) : Baseline,
        }.ToJsonString();
    }
}
