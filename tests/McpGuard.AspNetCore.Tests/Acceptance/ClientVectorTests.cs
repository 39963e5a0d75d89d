using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>What certain clients send, as their sources and the reports of their users show it, and the answer that helps each of them.</summary>
internal sealed class ClientVectorTests
{
    private const string MetadataPath = "/.well-known/oauth-protected-resource/mcp";
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":""" +
            """{"name":"a","version":"1"}}}""";
    private const string List = """{"jsonrpc":"2.0","id":9,"method":"tools/list"}""";

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    [Category("V3")]
    [Category("V5")]
    [Category("V7")]
    public async Task Same_refused_call_gets_the_same_challenge_until_the_token_has_the_scopes(string? version)
    {
        await using var server = await GuardedWebServer.StartAsync();
        var narrow = server.NewToken().WithScopes("mcp:basic", "admin:purge").Build();

        var (first, second) = (await WriteAsync(server, narrow, version), await WriteAsync(server, narrow, version));
        var wide = await WriteAsync(server, server.NewToken().WithScopes(first.Challenge["scope"].Split(' ')).Build(), version);

        Assert.That((first.Status, second.Status, wide.Status), Is.EqualTo((403, 403, 200)));
        Assert.That(second.Challenge["scope"], Is.EqualTo(first.Challenge["scope"]));
        Assert.That(first.Challenge["scope"].Split(' ').Contains("admin:purge"), Is.EqualTo(version != "2026-07-28"), "Older clients replace their scopes.");
        Assert.That(server.Tools.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    [Category("V6")]
    public async Task Read_at_the_same_time_as_a_refused_call_is_served_and_no_valid_token_is_refused_a_list()
    {
        await using var server = await GuardedWebServer.StartAsync(server: mcp => mcp.WithResources(
            [McpServerResource.Create([RequireScope("mcp:basic")] () => "page", new() { UriTemplate = "ui://x", Name = "page" })]));
        var token = server.NewToken().WithScopes("mcp:basic").Build();

        var answers = await Task.WhenAll(
            WriteAsync(server, token),
            WireRequest.Of("resources/read", "uri", "ui://x").WithToken(token).SendAsync(server),
            new WireRequest(Initialize).WithToken(token).SendAsync(server),
            new WireRequest(List).WithToken(token).SendAsync(server),
            new WireRequest((string?)null, "GET", MetadataPath).SendAsync(server));

        Assert.That(answers.Select(answer => answer.Status), Is.EqualTo(new[] { 403, 200, 200, 200, 200 }));
        Assert.That(answers[1].Body, Does.Contain("page"));
    }

    [Test]
    [Category("V9")]
    [Category("V10")]
    public async Task Token_with_no_scope_of_this_server_gets_a_list_and_a_text_that_names_what_is_missing()
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.Answers.Clients.ToolResult.Add("codex"));
        var token = server.NewToken().WithScopes("offline_access", "mail:send").Build();
        var codex = server.NewToken().With("client_id", "codex").WithScopes("offline_access").Build();

        var list = await new WireRequest(List).WithToken(token).SendAsync(server);
        var (challenged, told) = (await WriteAsync(server, token), await WriteAsync(server, codex));

        Assert.That(list.Json!["result"]!["tools"]!.AsArray().Select(tool => (string?)tool!["name"]), Does.Contain("files_write"));
        Assert.That((challenged.Status, challenged.Challenge["scope"]), Is.EqualTo((403, "files:read files:write")));
        Assert.That((told.Status, told.IsToolResult), Is.EqualTo((200, true)));
        Assert.That(
            (string?)told.Error!["message"],
            Does.Contain("The call of files_write was refused").And.Contain("allow the scopes files:read and files:write and to sign in again"));
    }

    [TestCase("https://chatgpt.com/oauth/1/client.json")]
    [TestCase("registered-7")]
    [Category("V8")]
    public async Task Client_that_reads_results_only_finds_scopes_hints_and_challenge_there(string client)
    {
        await using var server = await GuardedWebServer.StartAsync(
            options =>
            {
                options.Answers.Clients.OpenAi.Add("https://chatgpt.com/oauth/*");
                options.Answers.Clients.OpenAi.Add("registered-7");
            },
            mcp => mcp.WithTools([McpServerTool.Create(
                [RequireScope("read", "write")] () => "done",
                new() { Name = "write_file", Title = "Write a file", ReadOnly = false, Destructive = true, OpenWorld = false })]));
        var (narrow, wide) = (TokenOf("mcp:basic"), TokenOf("mcp:basic read write"));

        var list = await new WireRequest(List).WithToken(narrow).SendAsync(server);
        var refused = await WireRequest.Call("write_file").WithToken(narrow).SendAsync(server);
        var allowed = await WireRequest.Call("write_file").WithToken(wide).SendAsync(server);

        var tool = list.Json!["result"]!["tools"]!.AsArray().Single(entry => (string?)entry!["name"] == "write_file")!;
        Assert.That(tool["_meta"]!["securitySchemes"]!.ToJsonString(), Is.EqualTo("""[{"type":"oauth2","scopes":["read","write"]}]"""));
        Assert.That(
            ((string?)tool["title"], (bool?)tool["annotations"]!["readOnlyHint"], (bool?)tool["annotations"]!["destructiveHint"],
                (bool?)tool["annotations"]!["openWorldHint"]),
            Is.EqualTo(("Write a file", (bool?)false, (bool?)true, (bool?)false)));
        Assert.That((refused.Status, refused.IsToolResult, refused.Challenges.Length), Is.EqualTo((200, true, 0)));
        Assert.That(
            (string?)refused.Json!["result"]!["_meta"]!["mcp/www_authenticate"]!.AsArray().Single(),
            Does.StartWith("Bearer error=\"insufficient_scope\", error_description=\"This needs the scopes read and write"));
        Assert.That((string?)allowed.Json!["result"]!["content"]![0]!["text"], Is.EqualTo("done"));

        string TokenOf(string scopes) => server.NewToken().With("client_id", client).WithScopes(scopes).Build();
    }

    [Test]
    [Category("V3")]
    public async Task List_is_the_same_before_and_after_a_step_up()
    {
        await using var server = await GuardedWebServer.StartAsync();

        var before = await new WireRequest(List).WithToken(server.NewToken().WithScopes("mcp:basic").Build()).SendAsync(server);
        var after = await new WireRequest(List).WithToken(server.NewToken().WithScopes("mcp:basic", "files:read", "files:write").Build()).SendAsync(server);

        Assert.That(before.Body, Is.EqualTo(after.Body).And.Contain("files_write"));
    }

    [TestCase("api://mcp", 403)]
    [TestCase(GuardedWebServer.Resource, 403)]
    [TestCase($"{GuardedWebServer.Resource}/", 401)]
    [TestCase("api://mcp/", 401)]
    [TestCase("API://mcp", 401)]
    [Category("V15")]
    public async Task Audience_is_the_resource_or_a_configured_one_and_the_challenge_has_the_names_to_request(string audience, int status)
    {
        await using var server = await GuardedWebServer.StartAsync(
            options => options.Policy = """
                {"Scopes":[{"Name":"files:read","RequestAs":"api://mcp/files:read"},{"Name":"files:write","RequestAs":"api://mcp/files:write"}]}
                """,
            mcp => mcp.Services.PostConfigure<McpGuardOptions>(options =>
            {
                options.Issuers["entra"] = new IssuerOptions { Issuer = options.Authority, Audiences = { "api://mcp" } };
                options.Authority = null;
            }));

        var answer = await WriteAsync(server, server.NewToken().With("aud", audience).WithScopes("files:read").Build(), "2026-07-28");

        Assert.That(answer.Status, Is.EqualTo(status));
        if (status == 403)
            Assert.That(answer.Challenge["scope"], Is.EqualTo("api://mcp/files:read api://mcp/files:write"));
    }

    [Test]
    [Category("V16")]
    public async Task Call_that_a_client_sends_again_after_a_plain_403_is_refused_and_recorded_again()
    {
        await using var server = await GuardedWebServer.StartAsync(options =>
        {
            options.Policy = """{"Lists":"ShowAll","Rules":{"r":{"Tools":["files_write"],"Network":["203.0.113.0/24"]}}}""";
            options.Answers.Form = AnswerForm.Http;
        });
        var token = server.NewToken().WithScopes("files:read", "files:write").Build();

        var (first, second) = (await WriteAsync(server, token), await WriteAsync(server, token));

        Assert.That((first.Status, second.Status, first.Challenges.Length, second.Challenges.Length), Is.EqualTo((403, 403, 0, 0)));
        Assert.That(server.Tools.Calls, Is.Empty);
        var records = server.Audit.Decisions;
        Assert.That(records.Select(record => (record.Reason, record.TokenId)), Is.All.EqualTo((ReasonCode.NetworkNotAllowed, records[0].TokenId)));
        Assert.That(records.Select(record => record.OperationId), Is.Unique.And.Exactly(2).Items);
    }

    [Test]
    [Category("V17")]
    public async Task Token_with_a_part_of_the_requested_scopes_works_for_that_part()
    {
        await using var server = await GuardedWebServer.StartAsync();
        var token = server.NewToken().WithScopes("mcp:basic", "files:read").Build();

        var read = await WireRequest.Call("files_read", """{"path":"a"}""").WithToken(token).SendAsync(server);
        var (first, second) = (await WriteAsync(server, token), await WriteAsync(server, token));

        Assert.That((read.Status, first.Status, second.Status), Is.EqualTo((200, 403, 403)));
        Assert.That(first.Challenge["scope"].Split(' '), Is.EquivalentTo(new[] { "files:read", "files:write", "mcp:basic" }));
        Assert.That(server.Audit.Decisions, Has.Count.EqualTo(3), "One request is one decision.");
    }

    [Test]
    [Category("V18")]
    public async Task Token_with_a_retired_scope_is_valid_and_its_challenge_has_the_names_of_today()
    {
        await using var server = await GuardedWebServer.StartAsync();

        var answer = await WriteAsync(server, server.NewToken().WithScopes("files:all-of-last-year").Build());

        Assert.That(
            (answer.Status, answer.Challenge["error"], answer.Challenge["scope"]), Is.EqualTo((403, "insufficient_scope", "files:read files:write")));
    }

    [Test]
    [Category("V18")]
    public async Task Scope_of_an_old_name_can_stand_for_the_scopes_of_today()
    {
        await using var server = await GuardedWebServer.StartAsync(
            options => options.Policy = """{"Scopes":[{"Name":"files:all-of-last-year","Includes":["files:read","files:write"]}]}""");

        Assert.That((await WriteAsync(server, server.NewToken().WithScopes("files:all-of-last-year").Build())).Status, Is.EqualTo(200));
    }

    private static Task<WireAnswer> WriteAsync(GuardedWebServer server, string token, string? version = null) =>
        WireRequest.Call("files_write", """{"path":"a"}""", version).WithToken(token).SendAsync(server);
}
