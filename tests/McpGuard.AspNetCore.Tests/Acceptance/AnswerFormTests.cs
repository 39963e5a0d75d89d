namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Each caller gets a refusal in a form that its client understands. The decision and its record are the same in each form.</summary>
internal sealed class AnswerFormTests
{
    private const string Policy = """{"Lists":"ShowAll","Rules":{"r":{"Tools":["files_read"],"Network":["203.0.113.0/24"]}}}""";
    private const string List = """{"jsonrpc":"2.0","id":9,"method":"tools/list"}""";

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    [Category("V5")]
    public async Task Refusal_that_nothing_mends_is_a_tool_result(string? version)
    {
        await using var server = await StartAsync();

        var answer = await CallAsync(server, "files_read", version: version);

        var (result, record) = (answer.Json!["result"]!, server.Audit.Decisions.Single());
        using (Assert.EnterMultipleScope())
        {
            Assert.That((answer.Status, answer.MediaType, answer.Challenges.Length), Is.EqualTo((200, "application/json", 0)));
            Assert.That((bool)result["isError"]!, Is.True);
            Assert.That((string?)result["resultType"], Is.EqualTo(version == "2026-07-28" ? "complete" : null));
            Assert.That((string)result["content"]!.AsArray().Single()!["text"]!, Is.EqualTo(
                "The call of files_read was refused, and nothing was run. This cannot be used from this network. " +
                $"Do not repeat the call. A new sign-in does not help. Reference: {record.OperationId}."));
            Assert.That(result["_meta"]!["io.github.mcpguard/refusal"]!.ToJsonString(),
                Is.EqualTo($$"""{"code":40301,"reason":"network_not_allowed","retryable":false,"operation_id":"{{record.OperationId}}"}"""));
            Assert.That((record.Reason, record.HttpStatus, record.ErrorCode), Is.EqualTo((ReasonCode.NetworkNotAllowed, 403, 40301)));
            Assert.That(server.Tools.Calls, Is.Empty);
        }
    }

    [TestCase("""{"jsonrpc":"2.0","id":9,"method":"ping"}""", 200)]
    [TestCase("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", 403)]
    public async Task Other_request_gets_an_error_at_200_and_a_message_without_an_id_its_status(string body, int status)
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.Callers.Delegation = DelegationMode.Required);

        var answer = await new WireRequest(body).WithToken(server.NewToken().Without("act").Build()).SendAsync(server);

        Assert.That(
            (answer.Status, answer.ErrorCode, answer.IsToolResult, (string?)answer.Error!["data"]!["reason"]),
            Is.EqualTo((status, 40301, false, "actor_required")));
    }

    [TestCase(AnswerForm.Standard, 403, 200)]
    [TestCase(AnswerForm.ToolResult, 200, 200)]
    [TestCase(AnswerForm.OpenAi, 200, 200)]
    [TestCase(AnswerForm.Http, 403, 403)]
    [Category("V11")]
    [Category("V13")]
    public async Task Refusal_has_the_form_for_all(AnswerForm form, int missingScope, int final)
    {
        await using var server = await StartAsync(options => options.Answers.Form = form);

        var write = await CallAsync(server, "files_write");
        var read = await CallAsync(server, "files_read");

        var records = server.Audit.Decisions;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (write.Status, write.IsToolResult, write.ErrorCode, write.Challenges.Length),
                Is.EqualTo((missingScope, missingScope == 200, 40300, missingScope == 200 ? 0 : 1)));
            Assert.That((read.Status, read.IsToolResult, read.ErrorCode, read.Challenges.Length), Is.EqualTo((final, final == 200, 40301, 0)));
            Assert.That((string?)write.Error!["message"], Is.EqualTo(
                "The call of files_write was refused, and nothing was run. This needs the scopes files:read and files:write, and the access " +
                    "token lacks files:write. " +
                $"Ask the user to allow the scope files:write and to sign in again. Then repeat the call. Reference: {records[0].OperationId}."));
            Assert.That(records.Select(record => (record.Reason, record.HttpStatus, record.ErrorCode)),
                Is.EqualTo(new[] { (ReasonCode.ScopeInsufficient, (int?)403, (int?)40300), (ReasonCode.NetworkNotAllowed, 403, 40301) }));
        }
    }

    [Test]
    [Category("V8")]
    public async Task OpenAi_finds_the_challenge_in_the_result_and_the_scopes_in_the_list()
    {
        await using var server = await StartAsync(options => options.Answers.Clients.OpenAi.Add("https://chatgpt.com/oauth/*"));
        var token = server.NewToken().With("client_id", "https://chatgpt.com/oauth/1/client.json").Build();

        var refused = await WireRequest.Call("files_write").WithToken(token).SendAsync(server);
        var list = Write(await new WireRequest(List).WithToken(token).SendAsync(server));
        var standard = Write(await new WireRequest(List).WithToken(server.NewToken().Build()).SendAsync(server));

        Assert.That(
            (string?)refused.Json!["result"]!["_meta"]!["mcp/www_authenticate"]!.AsArray().Single(),
            Does.StartWith("Bearer error=\"insufficient_scope\", error_description=")
            .And.Contain("scope=\"files:read files:write mcp:basic\"").And.Contain($"resource_metadata=\"{GuardedWebServer.MetadataAddress}\""));
        Assert.That(list["_meta"]!["securitySchemes"]!.ToJsonString(), Is.EqualTo("""[{"type":"oauth2","scopes":["files:read","files:write"]}]"""));
        Assert.That(standard["_meta"]?["securitySchemes"], Is.Null);
        foreach (var (name, value) in standard.Where(member => member.Key != "_meta"))
            Assert.That(list[name]?.ToJsonString(), Is.EqualTo(value?.ToJsonString()), name);

        static System.Text.Json.Nodes.JsonObject Write(WireAnswer list) =>
            list.Json!["result"]!["tools"]!.AsArray().Single(entry => (string?)entry!["name"] == "files_write")!.AsObject();
    }

    [TestCase("""{"Rules":{"r":{"Tools":"echo","AnyScopes":[["one"],["two"]]}}}""", "one")]
    [TestCase("""{"Rules":{"r":{"Tools":"echo","ScopesByArguments":[{"Arguments":{"required":["message"]},"Scopes":"more"}]}}}""", "more")]
    [TestCase("""{"Scopes":[{"Name":"echo","RequestAs":"api://echo"}],"Rules":{"r":{"Tools":"echo","Scopes":"echo"}}}""", "api://echo")]
    [TestCase("""{"Rules":{"r":{"Tools":"echo","Mode":"ReportOnly","Scopes":"later"}}}""", "")]
    [Category("V8")]
    public async Task OpenAi_finds_each_scope_that_a_challenge_can_name_in_the_list(string policy, string scopes)
    {
        await using var server = await GuardedWebServer.StartAsync(options =>
        {
            options.Policy = policy;
            options.Answers.Form = AnswerForm.OpenAi;
        });

        var list = await new WireRequest(List).WithToken(server.NewToken().Build()).SendAsync(server);

        var echo = list.Json!["result"]!["tools"]!.AsArray().Single(tool => (string?)tool!["name"] == "echo")!;
        var scheme = echo["_meta"]!["securitySchemes"]!.AsArray().Single()!;
        Assert.That(
            ((string?)scheme["type"], string.Join(' ', scheme["scopes"]!.AsArray().Select(scope => (string?)scope))), Is.EqualTo(("oauth2", scopes)));
    }

    [TestCase("desktop", 403)]
    [TestCase("gateway", 200)]
    [TestCase("Gateway", 403)]
    [TestCase("gateway2", 403)]
    [TestCase("https://agents.example/a.json", 200)]
    [TestCase("https://agents.example/plain/a.json", 403)]
    [TestCase("https://agents.example/plain/b.json", 200)]
    [Category("V8")]
    [Category("V11")]
    public async Task Form_is_chosen_by_the_verified_client(string client, int status)
    {
        await using var server = await StartAsync(options =>
        {
            options.Answers.Clients.ToolResult.Add("gateway");
            options.Answers.Clients.ToolResult.Add("https://agents.example/*");
            options.Answers.Clients.Http.Add("https://agents.example/plain/*");
            options.Answers.Clients.ToolResult.Add("https://agents.example/plain/b.json");
        });

        Assert.That((await CallAsync(server, "files_write", client)).Status, Is.EqualTo(status));
    }

    [TestCase(AnswerForm.ToolResult)]
    [TestCase(AnswerForm.OpenAi)]
    [Category("V11")]
    [Category("V13")]
    public async Task Faulty_credential_is_a_401_in_each_form(AnswerForm form)
    {
        await using var server = await StartAsync(options => options.Answers.Form = form);
        var expired = server.NewToken().Build();
        server.Time.Advance(TimeSpan.FromHours(1));

        var answer = await new WireRequest().WithToken(expired).SendAsync(server);

        Assert.That((answer.Status, answer.ErrorCode, answer.Challenge["error"]), Is.EqualTo((401, 40101, "invalid_token")));
    }

    private static Task<WireAnswer> CallAsync(GuardedWebServer server, string tool, string client = "agent-1", string? version = null) =>
        WireRequest.Call(tool, """{"path":"a"}""", version).With("User-Agent", "gateway").WithToken(server.NewToken().With("client_id", client).Build())
            .SendAsync(server);

    private static Task<GuardedWebServer> StartAsync(Action<McpGuardOptions>? configure = null) => GuardedWebServer.StartAsync(options =>
    {
        options.Policy = Policy;
        configure?.Invoke(options);
    });
}
