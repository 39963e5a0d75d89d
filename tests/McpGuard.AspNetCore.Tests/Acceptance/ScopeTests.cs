using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Tool scopes over HTTP, on every protocol version that is served: allowed, denied, recorded.</summary>
internal sealed class ScopeTests
{
    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    [Category("V4")]
    public async Task Call_with_the_scope_runs(string? version)
    {
        var answer = await WireRequest.Call("files_read", """{"path":"a"}""", version).WithToken(_server.NewToken().Build()).SendAsync(_server);

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That((string?)answer.Json!["result"]?["content"]?[0]?["text"], Is.EqualTo("files_read a"));
        Assert.That(_server.Tools.Calls, Is.EqualTo(new[] { "files_read a" }));
    }

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    [Category("RSP-1")]
    [Category("RSP-3")]
    [Category("SCP-3")]
    [Category("SCP-18")]
    [Category("V3")]
    public async Task Call_without_the_scope_is_challenged_for_all_that_the_tool_needs(string? version)
    {
        var answer = await WireRequest.Call("files_write", """{"path":"a"}""", version, id: "\"w-1\"").WithToken(_server.NewToken().Build()).SendAsync(_server);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(403));
            Assert.That(answer.MediaType, Is.EqualTo("application/json"));
            Assert.That(answer.Challenge["error"], Is.EqualTo("insufficient_scope"));
            Assert.That(answer.Challenge["scope"], Is.EqualTo(Challenged(version)));
            Assert.That(answer.Challenge["resource_metadata"], Is.EqualTo(GuardedWebServer.MetadataAddress));
            Assert.That((string?)answer.Json!["id"], Is.EqualTo("w-1"));
            Assert.That(answer.ErrorCode, Is.EqualTo(40300));
            Assert.That((string?)answer.Error!["data"]!["scope"], Is.EqualTo(Challenged(version)));
            Assert.That((bool?)answer.Error!["data"]!["retryable"], Is.True);
            Assert.That(_server.Tools.Calls, Is.Empty);
        }
    }

    [Test]
    [Category("SCP-12")]
    public async Task Denied_call_is_recorded_with_the_three_sets_of_scopes()
    {
        var answer = await WireRequest.Call("files_write").WithToken(_server.NewToken().Build()).SendAsync(_server);

        var record = _server.Audit.Records.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(record.Effect, Is.EqualTo(AuditEffect.Deny));
            Assert.That(record.Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
            Assert.That(record.Target, Is.EqualTo("files_write"));
            Assert.That(record.ScopesRequired, Is.EqualTo(new[] { "files:read", "files:write" }));
            Assert.That(record.ScopesGranted, Is.EqualTo(new[] { "mcp:basic", "files:read" }));
            Assert.That(record.ScopesMissing, Is.EqualTo(new[] { "files:write" }));
            Assert.That(record.OperationId, Is.EqualTo((string?)answer.Error!["data"]!["operation_id"]));
        }
    }

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    [Category("SCP-17")]
    public async Task Client_that_calls_for_itself_is_challenged_like_any_other(string? version)
    {
        var ofItself = _server.NewToken().With("sub", "agent-1").Without("act").Build();

        var own = await WireRequest.Call("files_write", version: version).WithToken(ofItself).SendAsync(_server);
        var delegated = await WireRequest.Call("files_write", version: version).WithToken(_server.NewToken().Build()).SendAsync(_server);

        Assert.That((own.Status, own.Challenge["scope"]), Is.EqualTo((403, Challenged(version))));
        Assert.That(own.Challenge, Is.EqualTo(delegated.Challenge));
    }

    [Test]
    [Category("SCP-5")]
    [Category("T20")]
    public async Task Same_call_is_challenged_the_same_each_time()
    {
        var token = _server.NewToken().Build();
        var first = await WireRequest.Call("files_write").WithToken(token).SendAsync(_server);
        var second = await WireRequest.Call("files_write").WithToken(token).SendAsync(_server);

        Assert.That(second.Challenges, Is.EqualTo(first.Challenges));
    }

    [TestCase("files:readwrite")]
    [TestCase("FILES:READ")]
    [TestCase("files:read,mcp:basic")]
    [TestCase("*")]
    [TestCase("")]
    [Category("SCP-1")]
    public async Task Scope_is_compared_as_a_whole_word(string granted)
    {
        var answer = await WireRequest.Call("files_read").WithToken(_server.NewToken().With("scope", granted).Build()).SendAsync(_server);

        Assert.That(answer.Status, Is.EqualTo(403));
    }

    [TestCase("nope")]
    [TestCase("Admin_purge")]
    [TestCase("admin_purge ")]
    [TestCase("ａdmin_purge")]
    [Category("RSP-12")]
    [Category("RSP-16")]
    [Category("T20")]
    public async Task Unknown_tool_is_the_protocols_own_error_and_one_record(string tool)
    {
        var answer = await WireRequest.Call(tool).WithToken(_server.NewToken().WithScopes("admin:purge").Build()).SendAsync(_server);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(200));
            Assert.That(answer.ErrorCode, Is.EqualTo(-32602));
            Assert.That((string?)answer.Error!["message"], Is.EqualTo($"Unknown tool: '{tool}'"));
            Assert.That(_server.Audit.Records.Single().Reason, Is.EqualTo(ReasonCode.TargetUnknown));
            Assert.That(_server.Tools.Calls, Is.Empty);
        }
    }

    [Test]
    [Category("LST-1")]
    [Category("LST-9")]
    public async Task List_shows_the_callers_tools_and_its_record_counts_the_others()
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.Policy = """{"Lists":"HideUnauthorized"}""");
        var list = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";
        var narrow = await new WireRequest(list).WithToken(server.NewToken().Build()).SendAsync(server);
        var wide = await new WireRequest(list).WithToken(server.NewToken().WithScopes("files:read", "files:write").Build()).SendAsync(server);

        Assert.That(Names(narrow), Is.EquivalentTo(new[] { "echo", "files_read", "whoami", "wait" }));
        Assert.That(Names(wide), Is.EquivalentTo(new[] { "echo", "files_read", "files_write", "whoami", "wait" }));
        Assert.That(server.Audit.Outcomes.Select(record => record.Withheld), Is.EqualTo(new int?[] { 2, 1 }));
    }

    [Test]
    [Category("LST-4")]
    public async Task List_is_private_and_lives_no_longer_than_the_token()
    {
        await using var server = await GuardedWebServer.StartAsync(
            server: mcp => mcp.WithRequestFilters(filters => filters.AddListToolsFilter(next => async (request, cancellationToken) =>
        {
            var result = await next(request, cancellationToken);
            result.CacheScope = ModelContextProtocol.Protocol.CacheScope.Public;
            result.TimeToLive = TimeSpan.FromHours(1);
            return result;
        })));
        var body =
            """{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":""" +
                """{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}""";
        var answer = await new WireRequest(body).With("MCP-Protocol-Version", "2026-07-28").With("Mcp-Method", "tools/list")
            .WithToken(server.NewToken().Build()).SendAsync(server);

        Assert.That((string?)answer.Json!["result"]!["cacheScope"], Is.EqualTo("private"));
        Assert.That((int)answer.Json!["result"]!["ttlMs"]!, Is.InRange(1, 300_000));
    }

    [Test]
    [Category("SCP-7")]
    public async Task Refusal_that_more_scope_cannot_mend_is_a_tool_result()
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.Callers.Delegation = DelegationMode.Required);
        var answer = await WireRequest.Call("files_read").WithToken(server.NewToken().Without("act").Build()).SendAsync(server);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((answer.Status, answer.IsToolResult), Is.EqualTo((200, true)));
            Assert.That(answer.Challenges, Is.Empty);
            Assert.That(answer.ErrorCode, Is.EqualTo(40301));
            Assert.That((int?)answer.Json!["id"], Is.EqualTo(7));
            Assert.That((bool?)answer.Error!["data"]!["retryable"], Is.False);
            Assert.That(server.Audit.Records.Single().Reason, Is.EqualTo(ReasonCode.ActorRequired));
            Assert.That(server.Tools.Calls, Is.Empty);
        }
    }

    [Test]
    public async Task Tool_sees_the_caller_and_never_the_token()
    {
        await WireRequest.Call("whoami").WithToken(_server.NewToken().Build()).SendAsync(_server);

        Assert.That(_server.Tools.Calls, Is.EqualTo(new[] { "alice agent-1 []" }));
    }

    // A client of an older version requests the scopes of a challenge and no others.
    private static string Challenged(string? version) => version == "2026-07-28" ? "files:read files:write" : "files:read files:write mcp:basic";

    private static string[] Names(WireAnswer answer) => [.. answer.Json!["result"]!["tools"]!.AsArray().Select(tool => (string)tool!["name"]!)];
}
