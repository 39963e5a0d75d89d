using System.Text.Json.Nodes;
using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>The official TypeScript clients, both generations, against HttpServer.</summary>
[TestFixture("sdk-1", "2025-11-25", false)]
[TestFixture("client-2", "2025-11-25", true)]
[TestFixture("client-2-modern", "2026-07-28", true)]
internal sealed class TypeScriptClientTests(string library, string version, bool widensItsToken)
{
    private HttpWorld _world = null!;

    private string Metadata => $"{_world.ServerUrl}/.well-known/oauth-protected-resource/mcp";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        await NodeClients.RequireAsync();
        _world = await HttpWorld.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
    }

    [SetUp]
    public void ForgetRecords() => _world.Audit.ReadNew();

    [Test]
    public async Task Client_lists_and_calls_the_tools_that_its_token_allows()
    {
        var seen = await RunAsync("token");

        Assert.That(seen["tools"]!.AsArray().Select(tool => (string)tool!), Is.EquivalentTo(new[]
        {
            "files_list", "files_read", "files_write", "files_delete", "tickets_search", "tickets_create", "tickets_close", "tickets_purge", "whoami",
        }));
        Assert.That((string?)seen["result"], Is.EqualTo("agent-1 acts for alice with the scopes: files:read"));
        var records = _world.Audit.ReadNew().Where(record => (string?)record["target"] == "whoami").ToArray();
        Assert.That(records.Select(record => (string?)record["event"]), Is.EqualTo(new[] { "decision", "outcome" }));
        Assert.That((string?)records[0]["protocol_version"], Is.EqualTo(version));
    }

    [Test]
    public async Task Client_sees_its_missing_scopes()
    {
        var seen = await RunAsync("token");

        var refusal = seen["refusals"]!.AsArray().Single()!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int?)refusal["status"], Is.EqualTo(403));
            Assert.That((string?)refusal["error"], Is.EqualTo("insufficient_scope"));
            Assert.That((string?)refusal["scope"], Is.EqualTo("files:read files:write"));
            Assert.That((string?)refusal["metadata"], Is.EqualTo(Metadata));
            Assert.That((string?)seen["failure"], Does.Contain("files:read files:write"));
            Assert.That(_world.Audit.ReadNewAbout("files_write"), Is.EqualTo(new[] { "deny scope_insufficient" }));
        }
    }

    [Test]
    public async Task Client_without_a_token_gets_401_with_the_authority()
    {
        var seen = await RunAsync("anonymous");

        var refusal = seen["refusals"]!.AsArray().Single()!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int?)refusal["status"], Is.EqualTo(401));
            Assert.That((string?)refusal["error"], Is.Null);
            Assert.That((string?)refusal["scope"], Is.EqualTo("mcp:basic"));
            Assert.That((string?)refusal["metadata"], Is.EqualTo(Metadata));
            Assert.That((string?)seen["failure"], Is.Not.Empty);
            Assert.That(_world.Audit.ReadNew().Select(record => (string?)record["reason"]), Is.Not.Empty.And.All.EqualTo("credential_missing"));
        }
    }

    [Test]
    public async Task Client_discovers_the_authority_and_gets_a_sufficient_token()
    {
        var seen = await RunAsync("discovery");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((string?)seen["who"], Does.StartWith("nobody acts for agent-1 with the scopes: "));
            Assert.That((string?)seen["result"], Does.Contain("Coffee machine"));
            Assert.That(seen["refusals"]!.AsArray().Select(refusal => (int)refusal!["status"]!), Is.EqualTo(widensItsToken ? new[] { 401, 403 } : [401]));
            Assert.That(_world.Audit.ReadNewAbout("tickets_search"), Is.EqualTo(widensItsToken
                ? new[] { "deny scope_insufficient", "allow allowed", "succeeded" }
                : ["allow allowed", "succeeded"]));
        }
    }

    private async Task<JsonNode> RunAsync(string task) => await NodeClients.RunAsync(library, task, new Dictionary<string, string?>
    {
        ["MCP_URL"] = _world.Resource,
        ["MCP_TOKEN"] = await _world.TokenAsync("files:read"),
        ["MCP_AUTHORITY"] = _world.AuthorityUrl,
    });
}
