using System.Text.Json.Nodes;
using McpGuard.Testing;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Through whom a server and a tool may be used, over HTTP: a refusal without a challenge, since no other token would help, and one record.</summary>
internal sealed class CallerTests
{
    private static IEnumerable<TestCaseData> Unfit()
    {
        yield return Of("DEL-8", ReasonCode.ActorRequired, callers => callers.Delegation = DelegationMode.Required, token => token.Without("act"));
        yield return Of("DEL-8", ReasonCode.ActorForbidden, callers => callers.Delegation = DelegationMode.Forbidden, token => token);
        yield return Of("DEL-7", ReasonCode.ActorNotAllowed, callers => callers.AllowedActors.Add("agent-1"), token => token.With("act", Act("agent-9")));
        yield return Of(
            "DEL-7",
            ReasonCode.ActorNotAllowed,
            callers => callers.AllowedActors.Add("agent-1"),
            token => token.With("act", Act("agent-1", "https://agents.example")));
        yield return Of(
            "DEL-2",
            ReasonCode.ActorNotAllowed,
            callers => callers.AllowedActors.Add("admin-agent"),
            token => token.With("act", Act("agent-1", prior: Act("admin-agent"))));
        yield return Of(
            "DEL-3",
            ReasonCode.ActorDenied,
            callers => callers.DeniedActors.Add("legacy-bot"),
            token => token.With("act", Act("agent-1", prior: Act("legacy-bot"))));
        yield return Of("DEL-4", ReasonCode.DelegationTooDeep, callers => { }, token => token.With("act", Chain(4)));
        yield return Of(
            "DEL-10",
            ReasonCode.ActorRequired,
            callers => callers.AllowedActors.Add("admin-agent"),
            token => token.Without("act").With("may_act", Act("admin-agent")));
        yield return Of("TOK-18", ReasonCode.ClientNotAllowed, callers => callers.AllowedClients.Add("desktop"), token => token);

        static TestCaseData Of(string id, ReasonCode reason, Action<CallerOptions> configure, Func<TestTokenBuilder, TestTokenBuilder> change) =>
            new TestCaseData(configure, change, reason).SetCategory(id).SetArgDisplayNames(id, reason.ToString());
    }

    [TestCaseSource(nameof(Unfit))]
    public async Task Caller_that_the_server_does_not_allow_is_refused_and_recorded(
        Action<CallerOptions> configure, Func<TestTokenBuilder, TestTokenBuilder> change, ReasonCode reason)
    {
        await using var server = await GuardedWebServer.StartAsync(options => configure(options.Callers));
        var token = change(server.NewToken()).Build();

        await AssertRefusedAsync(server, token, WireRequest.Call("files_read"), reason);
        await AssertRefusedAsync(server, token, new WireRequest("""{"jsonrpc":"2.0","id":7,"method":"ping"}"""), reason);
    }

    [TestCaseSource(nameof(Unfit))]
    public async Task Caller_that_the_server_does_not_allow_gets_an_empty_list_which_is_recorded_as_refused(
        Action<CallerOptions> configure, Func<TestTokenBuilder, TestTokenBuilder> change, ReasonCode reason)
    {
        await using var server = await GuardedWebServer.StartAsync(options => configure(options.Callers));

        var answer = await new WireRequest("""{"jsonrpc":"2.0","id":7,"method":"tools/list"}""")
            .WithToken(change(server.NewToken()).Build()).SendAsync(server);

        Assert.That((answer.Status, answer.Challenges.Length, answer.Json!["result"]!["tools"]!.AsArray().Count), Is.EqualTo((200, 0, 0)));
        var record = server.Audit.Records.Single();
        Assert.That((record.Effect, record.Reason, record.ErrorCode), Is.EqualTo((AuditEffect.Deny, reason, 40301)));
    }

    [TestCaseSource(nameof(Unfit))]
    [Category("DEL-11")]
    public async Task Caller_that_the_tool_does_not_allow_is_refused_and_recorded_with_any_scopes(
        Action<CallerOptions> configure, Func<TestTokenBuilder, TestTokenBuilder> change, ReasonCode reason)
    {
        await using var server = await GuardedWebServer.StartAsync(options => configure((options.Tools["files_read"] = new ToolOptions()).Callers));
        var token = change(server.NewToken()).Build();

        await AssertRefusedAsync(server, token, WireRequest.Call("files_read"), reason);
    }

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    [Category("DEL-7")]
    public async Task Refusal_is_the_same_on_every_version(string? version)
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.Callers.AllowedActors.Add("agent-9"));

        await AssertRefusedAsync(server, server.NewToken().Build(), WireRequest.Call("files_read", version: version), ReasonCode.ActorNotAllowed);
    }

    [Test]
    [Category("DEL-7")]
    public async Task Caller_who_fits_server_and_tool_is_served()
    {
        await using var server = await GuardedWebServer.StartAsync(options =>
        {
            options.Callers.AllowedActors.Add("https://agents.example agent-1");
            options.Callers.DeniedActors.Add("legacy-bot");
            options.Tools["files_read"] = new ToolOptions { Callers = { AllowedClients = { "agent-1" }, MaxActors = 2 } };
        });
        var token = server.NewToken().With("act", Act("agent-1", "https://agents.example", Act("gateway"))).Build();

        var answer = await WireRequest.Call("files_read", """{"path":"a"}""").WithToken(token).SendAsync(server);

        Assert.That(answer.Verdict, Is.EqualTo(200));
        Assert.That(server.Tools.Calls, Is.EqualTo(new[] { "files_read a" }));
        Assert.That(server.Audit.Decisions.Single().Actors, Is.EqualTo(new[] { "https://agents.example agent-1", "gateway" }));
    }

    [TestCase(3, 200)]
    [TestCase(4, 403)]
    [TestCase(10, 403)]
    [TestCase(11, 401)]
    [TestCase(30, 401)]
    [Category("DEL-4")]
    public async Task Actor_chain_is_limited_by_the_options_and_by_the_token_limits(int actors, int status)
    {
        await using var server = await GuardedWebServer.StartAsync();

        var answer = await WireRequest.Call("files_read", """{"path":"a"}""").WithToken(server.NewToken().With("act", Chain(actors)).Build()).SendAsync(server);

        Assert.That(answer.Verdict, Is.EqualTo(status));
    }

    [Test]
    [Category("DEL-11")]
    public async Task List_shows_a_caller_only_the_tools_that_want_it()
    {
        await using var server = await GuardedWebServer.StartAsync(
            options => options.Tools["files_read"] = new ToolOptions { Callers = { AllowedActors = { "agent-9" } } });

        var answer = await new WireRequest("""{"jsonrpc":"2.0","id":7,"method":"tools/list"}""").WithToken(server.NewToken().Build()).SendAsync(server);

        Assert.That(answer.Json!["result"]!["tools"]!.AsArray().Select(tool => (string)tool!["name"]!), Does.Contain("echo").And.Not.Contain("files_read"));
    }

    private static async Task AssertRefusedAsync(GuardedWebServer server, string token, WireRequest request, ReasonCode reason)
    {
        server.Audit.Clear();
        var answer = await request.WithToken(token).SendAsync(server);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Verdict, Is.EqualTo(403));
            Assert.That(answer.Challenges, Is.Empty, "No other scope would help.");
            Assert.That((answer.ErrorCode, (int?)answer.Json!["id"]), Is.EqualTo((40301, 7)));
            Assert.That((bool?)answer.Error!["data"]!["retryable"], Is.False);
            Assert.That(answer.Body, Does.Not.Contain("agent-").And.Not.Contain("legacy-bot").And.Not.Contain("desktop"), "It tells nothing of the rule.");
            Assert.That(server.Tools.Calls, Is.Empty);
            var record = server.Audit.Records.Single();
            Assert.That((record.Effect, record.Reason, record.Subject, record.ClientId, record.HttpStatus),
                Is.EqualTo((AuditEffect.Deny, reason, "alice", "agent-1", 403)));
            Assert.That((string?)answer.Error["data"]!["operation_id"], Is.EqualTo(record.OperationId));
        }
    }

    private static JsonObject Act(string subject, string? issuer = null, JsonObject? prior = null)
    {
        var act = new JsonObject { ["sub"] = subject };
        if (issuer is not null)
            act["iss"] = issuer;
        if (prior is not null)
            act["act"] = prior;

        return act;
    }

    private static JsonObject Chain(int actors) =>
        Enumerable.Range(1, actors).Aggregate((JsonObject?)null, (prior, i) => Act($"agent-{i}", prior: prior))!;
}
