using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A list is never refused to a valid token: a client library that gets an error for a list reports the call before it as failed.</summary>
[TestFixture]
internal sealed class RefusedListTests
{
    private static readonly string[] _lists =
        ["tools/list tools", "prompts/list prompts", "resources/list resources", "resources/templates/list resourceTemplates"];

    [Test]
    public async Task Rule_on_a_list_that_is_not_met_empties_it(
        [ValueSource(nameof(_lists))] string list, [ValueSource(typeof(WireRequest), nameof(WireRequest.Versions))] string? version)
    {
        var (method, member) = (list.Split(' ')[0], list.Split(' ')[1]);
        await using var server = await StartAsync($$$$"""{"Rules":{"r":{"Methods":["{{{{method}}}}"],"Scopes":["list:all"]}}}""");

        var refused = await SendAsync(server, method, version, "mcp:basic");
        var allowed = await SendAsync(server, method, version, "list:all");

        var result = refused.Json!["result"]!.AsObject();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((refused.Status, refused.Challenges.Length, (int?)refused.Json["id"], result[member]!.AsArray().Count), Is.EqualTo((200, 0, 7, 0)));
            Assert.That(
                result.Select(entry => entry.Key), Is.EquivalentTo(version == "2026-07-28" ? new[] { member, "resultType", "ttlMs", "cacheScope" } : [member]));
            Assert.That(allowed.Json!["result"]![member]!.AsArray(), Has.Count.Positive);
            var record = server.Audit.Decisions[0];
            Assert.That((record.Effect, record.Reason, record.Rule, record.Method), Is.EqualTo((AuditEffect.Deny, ReasonCode.ScopeInsufficient, "r", method)));
        }
    }

    [TestCase("""{"Rules":{"r":{"Methods":["tools/list"],"Groups":["admins"]}}}""", null)]
    [TestCase("""{"Rules":{"r":{"Methods":["tools/list"],"Callers":{"AllowedClients":["another"]}}}}""", null)]
    [TestCase("""{"Rules":{"r":{"Methods":["tools/list"],"Tenant":{"Claim":"tenant","Allowed":["another"]}}}}""", null)]
    [TestCase("""{"Rules":{"r":{"Methods":["tools/list"],"Network":["192.0.2.0/24"]}}}""", null)]
    [TestCase("""{"ConcealForbidden":true,"Rules":{"r":{"Methods":["tools/list"],"Groups":["admins"]}}}""", null)]
    [TestCase("""{"Rules":{"r":{"Methods":["tools/list"],"SignIn":{"MaxAge":"00:00:01"}}}}""", null)]
    [TestCase("""{"Rules":{"r":{"Methods":["tools/list"],"Groups":["admins"]}}}""", "Http")]
    public async Task List_is_emptied_for_every_rule_and_form(string policy, string? form)
    {
        await using var server = await StartAsync(policy, options =>
        {
            if (form is not null)
                options.Answers.Form = Enum.Parse<AnswerForm>(form);
        });

        var answer = await SendAsync(server, "tools/list", null, "mcp:basic");

        Assert.That((answer.Status, answer.Json!["result"]!["tools"]!.AsArray().Count), Is.EqualTo((200, 0)));
        Assert.That(server.Audit.Decisions.Single().Effect, Is.EqualTo(AuditEffect.Deny));
    }

    [Test]
    public async Task List_that_a_caller_has_asked_for_too_often_is_empty()
    {
        await using var server = await StartAsync(
            """{"Rules":{"r":{"Methods":["tools/list"],"Rate":{"Calls":1,"Window":"00:01:00","Per":"Subject"}}}}""");

        var first = await SendAsync(server, "tools/list", null, "mcp:basic");
        var second = await SendAsync(server, "tools/list", null, "mcp:basic");

        Assert.That((first.Status, ToolsOf(first)), Is.EqualTo((200, "some")));
        Assert.That((second.Status, ToolsOf(second)), Is.EqualTo((200, "none")));
        Assert.That(server.Audit.Decisions[^1].Reason, Is.EqualTo(ReasonCode.RateExceeded));
    }

    [Test]
    public async Task Caller_whom_the_settings_refuse_gets_empty_lists(
        [ValueSource(nameof(_lists))] string list, [ValueSource(typeof(WireRequest), nameof(WireRequest.Versions))] string? version)
    {
        var (method, member) = (list.Split(' ')[0], list.Split(' ')[1]);
        await using var server = await StartAsync("{}", options => options.Callers.AllowedActors.Add("agent-9"));

        var answer = await SendAsync(server, method, version, "mcp:basic");

        Assert.That((answer.Status, answer.Challenges.Length, answer.Json!["result"]![member]!.AsArray().Count), Is.EqualTo((200, 0, 0)));
        var record = server.Audit.Records.Single();
        Assert.That((record.Effect, record.Reason, record.Method), Is.EqualTo((AuditEffect.Deny, ReasonCode.ActorNotAllowed, method)));
    }

    [Test]
    public async Task Caller_whom_the_settings_refuse_gets_an_empty_list_in_every_form([Values] AnswerForm form)
    {
        await using var server = await StartAsync("{}", options =>
        {
            options.Answers.Form = form;
            options.Callers.AllowedClients.Add("another");
        });

        var answer = await SendAsync(server, "tools/list", null, "mcp:basic");

        Assert.That((answer.Status, ToolsOf(answer)), Is.EqualTo((200, "none")));
    }

    [Test]
    public async Task List_with_a_token_that_is_not_valid_is_refused()
    {
        await using var server = await StartAsync("{}", options => options.Callers.AllowedActors.Add("agent-9"));
        server.Revoke(new() { Issuer = server.Authority.Issuer, ClientId = "agent-1" });

        var answer = await SendAsync(server, "tools/list", null, "mcp:basic");

        Assert.That((answer.Status, answer.ErrorCode), Is.EqualTo((401, 40101)));
    }

    [Test]
    public async Task List_after_a_call_with_a_token_for_this_call_alone_is_served()
    {
        await using var server = await StartAsync("{}");

        var call = await WireRequest.Call("files_read", """{"path":"a"}""").WithToken(server.NewToken().WithScopes("files:read").Build()).SendAsync(server);
        var list = await SendAsync(server, "tools/list", null, "files:read");
        var bare = await SendAsync(server, "tools/list", null, "");

        Assert.That((call.Status, list.Status, bare.Status), Is.EqualTo((200, 200, 200)));
        Assert.That(bare.Json!["result"]!["tools"]!.AsArray().Select(tool => (string?)tool!["name"]), Does.Contain("files_write"));
    }

    private static string ToolsOf(WireAnswer answer) => answer.Json!["result"]!["tools"]!.AsArray().Count > 0 ? "some" : "none";

    private static Task<GuardedWebServer> StartAsync(string policy, Action<McpGuardOptions>? configure = null) => GuardedWebServer.StartAsync(
        options =>
        {
            options.Policy = policy;
            configure?.Invoke(options);
        },
        mcp => mcp
            .WithPrompts([McpServerPrompt.Create([AllowAnyCaller] () => "", new() { Name = "p" })])
            .WithResources(
            [
                McpServerResource.Create([AllowAnyCaller] () => "", new() { UriTemplate = "a://one", Name = "one" }),
                McpServerResource.Create([AllowAnyCaller] (string id) => "", new() { UriTemplate = "a://{id}/x", Name = "some" }),
            ]));

    private static Task<WireAnswer> SendAsync(GuardedWebServer server, string method, string? version, string scopes)
    {
        var meta = version == "2026-07-28"
            ? """{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}"""
            : "{}";
        var request = new WireRequest($$"""{"jsonrpc":"2.0","id":7,"method":"{{method}}","params":{{meta}}}""")
            .WithToken(server.NewToken().WithScopes(scopes).Build());
        if (version is not null)
            request.With("MCP-Protocol-Version", version);
        if (version == "2026-07-28")
            request.With("Mcp-Method", method);

        return request.SendAsync(server);
    }
}
