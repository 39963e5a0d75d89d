using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Policy;

/// <summary>A policy engine is asked over AuthZEN, and nothing but its clear permit lets a call run.</summary>
internal sealed class EngineTests
{
    private DecisionPoint _engine = null!;
    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _engine = await DecisionPoint.StartAsync();

    [TearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        await _engine.DisposeAsync();
    }

    private static IEnumerable<TestCaseData> Unclear()
    {
        yield return Body("not json", "garbage");
        yield return Body("", "nothing");
        yield return Body("{}", "no decision");
        yield return Body("""{"decision":"true"}""", "decision as text");
        yield return Body("""{"decision":1}""", "decision as a number");
        yield return Body("""{"decision":null}""", "decision null");
        yield return Body("""{"decision":false,"decision":true}""", "doubled decision");
        yield return Body("""{"Decision":true}""", "decision in another case");
        yield return Body("""{"context":{"decision":true}}""", "decision elsewhere");
        yield return Body("""[{"decision":true}]""", "list");
        yield return Body("true", "true alone");
        yield return Body($$"""{"decision":true,"reason":"{{new string('x', 70_000)}}"}""", "huge answer");
        yield return Of("500", context => { context.Response.StatusCode = 500; return DecisionPoint.WriteAsync(context, DecisionPoint.Permit); });
        yield return Of("403", context => { context.Response.StatusCode = 403; return DecisionPoint.WriteAsync(context, DecisionPoint.Permit); });
        yield return Of("broken off", context => { context.Abort(); return Task.CompletedTask; });

        static TestCaseData Body(string body, string name) => Of(name, context => DecisionPoint.WriteAsync(context, body));

        static TestCaseData Of(string name, Func<HttpContext, Task> answer) => new TestCaseData(answer).SetArgDisplayNames(name);
    }

    [Test]
    public async Task Permit_lets_the_call_run()
    {
        await StartServerAsync();

        Assert.That((await CallAsync()).Verdict, Is.EqualTo(200));
        Assert.That(_server.Audit.Decisions.Single().Facts, Is.EqualTo(new[] { new AccessFact("asked", "engine", "permit", true) }));
    }

    [Test]
    public async Task Deny_is_a_refusal_without_a_challenge()
    {
        await StartServerAsync();
        _engine.Answer = (context, _) => DecisionPoint.WriteAsync(context, """{"decision":false}""");

        var answer = await CallAsync();

        Assert.That((answer.Verdict, answer.Challenges.Length, (bool?)answer.Error!["data"]!["retryable"]), Is.EqualTo((403, 0, false)));
        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.EngineDenied));
        Assert.That(_server.Tools.Calls, Is.Empty);
    }

    [TestCaseSource(nameof(Unclear))]
    public async Task Unclear_answer_is_not_a_permit(Func<HttpContext, Task> answer)
    {
        await StartServerAsync();
        _engine.Answer = (context, _) => answer(context);

        await AssertUnavailableAsync();

        _engine.Answer = (context, _) => DecisionPoint.WriteAsync(context, DecisionPoint.Permit);
        Assert.That((await CallAsync()).Verdict, Is.EqualTo(200), "It is not remembered.");
    }

    [Test]
    public async Task Redirect_is_not_followed()
    {
        await StartServerAsync();
        await using var other = await DecisionPoint.StartAsync();
        _engine.Answer = (context, _) =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = other.Address;
            return Task.CompletedTask;
        };

        await AssertUnavailableAsync();
        Assert.That(other.Questions, Is.Empty);
    }

    [TestCase(2)]
    [TestCase(9)]
    public async Task Engine_that_takes_longer_than_its_time_is_not_waited_for(int seconds)
    {
        await StartServerAsync($"\"Timeout\":\"00:00:0{seconds}\"");
        var isAsked = new TaskCompletionSource();
        _engine.Answer = async (context, _) =>
        {
            isAsked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        };

        var call = AssertUnavailableAsync();
        await isAsked.Task;
        _server.Time.Advance(TimeSpan.FromSeconds(seconds));

        await call;
    }

    [Test]
    public async Task Engine_has_all_of_its_time()
    {
        await StartServerAsync("\"Timeout\":\"00:00:09\"");
        var (isAsked, isAnswered) = (new TaskCompletionSource(), new TaskCompletionSource());
        _engine.Answer = async (context, _) =>
        {
            isAsked.SetResult();
            await isAnswered.Task;
            await DecisionPoint.WriteAsync(context, DecisionPoint.Permit);
        };

        var call = CallAsync();
        await isAsked.Task;
        _server.Time.Advance(TimeSpan.FromSeconds(8));
        isAnswered.SetResult();

        Assert.That((await call).Verdict, Is.EqualTo(200));
    }

    [Test]
    public async Task Engine_that_is_not_there_permits_nothing()
    {
        await StartServerAsync();
        await _engine.StopAsync();

        await AssertUnavailableAsync();
    }

    [Test]
    public async Task Question_has_the_form_of_the_mcp_binding()
    {
        await StartServerAsync();

        await CallAsync();

        Assert.That(JsonNode.DeepEquals(_engine.Questions.Single(), JsonNode.Parse($$"""
            {
              "subject": { "type": "identity", "id": "alice", "properties": { "issuer": "{{_server.Authority.Issuer}}" } },
              "action": { "name": "tools/call" },
              "resource": { "type": "tool", "id": "files_read" },
              "context": { "agent": "agent-1", "actor": "agent-1", "actor_issuer": "{{_server.Authority.Issuer}}" }
            }
            """)), Is.True, _engine.Questions.Single().ToJsonString());
    }

    [TestCase("""{"method":"prompts/get","params":{"name":"hello"}}""", "prompts/get", "prompt", "hello")]
    [TestCase("""{"method":"resources/read","params":{"uri":"note://1"}}""", "resources/read", "resource", "note://1")]
    [TestCase("""{"method":"tools/list"}""", "tools/list", "mcp_server", GuardedWebServer.Resource)]
    public async Task Question_to_the_engine_names_the_target_of_the_request(string message, string action, string type, string id)
    {
        await StartServerAsync();
        var request = JsonNode.Parse(message)!;
        request["jsonrpc"] = "2.0";
        request["id"] = 7;

        var answer = await new WireRequest(request.ToJsonString()).WithToken(_server.NewToken().Build()).SendAsync(_server);

        Assert.That((answer.Verdict, answer.Error), Is.EqualTo((200, (JsonNode?)null)));
        var question = _engine.Questions.Single();
        Assert.That(
            ((string?)question["action"]!["name"], (string?)question["resource"]!["type"], (string?)question["resource"]!["id"]),
            Is.EqualTo((action, type, id)));
    }

    [Test]
    public async Task Operation_is_asked_about_once_although_it_is_judged_twice()
    {
        await StartServerAsync("\"CacheFor\":\"00:00:00\"");

        await CallAsync();
        await CallAsync();

        Assert.That(_engine.Questions, Has.Count.EqualTo(2), "One for each call.");
    }

    [TestCase("true", 200)]
    [TestCase("false", 403)]
    public async Task Answer_counts_for_a_time(string decision, int status)
    {
        await StartServerAsync("\"CacheFor\":\"00:00:30\"");
        _engine.Answer = (context, _) => DecisionPoint.WriteAsync(context, $$"""{"decision":{{decision}}}""");

        int[] statuses = [(await CallAsync()).Verdict, (await CallAsync()).Verdict];
        Assert.That((statuses[0], statuses[1], _engine.Questions.Count), Is.EqualTo((status, status, 1)));

        _server.Time.Advance(TimeSpan.FromSeconds(31));
        await CallAsync();
        Assert.That(_engine.Questions, Has.Count.EqualTo(2));
    }

    [TestCase("sub", "bob")]
    [TestCase("client_id", "agent-2")]
    [TestCase("act", null)]
    public async Task Answer_does_not_count_for_another_caller(string claim, string? value)
    {
        await StartServerAsync();
        _engine.Answer = (context, question) => DecisionPoint.WriteAsync(context, $$"""{"decision":{{(_engine.Questions.Count == 1 ? "true" : "false")}}}""");

        Assert.That((await CallAsync()).Verdict, Is.EqualTo(200));
        var other = value is null ? _server.NewToken().Without(claim) : _server.NewToken().With(claim, value);
        Assert.That((await CallAsync(other)).Verdict, Is.EqualTo(403));
    }

    [Test]
    public async Task Engine_is_not_asked_about_a_caller_without_the_scope()
    {
        await StartServerAsync();

        Assert.That((await CallAsync(_server.NewToken().WithScopes("mcp:basic"))).Verdict, Is.EqualTo(403));
        Assert.That(_engine.Questions, Is.Empty);
    }

    [Test]
    public async Task Server_shows_the_engine_its_own_credentials_and_never_the_token()
    {
        await StartServerAsync();
        var token = _server.NewToken().Build();

        await WireRequest.Call("files_read", """{"path":"secret-path"}""").WithToken(token).SendAsync(_server);

        var sent = _engine.Sent.Single();
        Assert.That(sent, Does.Contain("of-the-server"));
        foreach (var part in token.Split('.').Append("secret-path"))
            Assert.That(sent, Does.Not.Contain(part));
    }

    private async Task AssertUnavailableAsync()
    {
        var answer = await CallAsync();

        Assert.That((answer.Verdict, answer.ErrorCode, answer.Challenges.Length), Is.EqualTo((503, 50302, 0)));
        Assert.That((bool?)answer.Error!["data"]!["retryable"], Is.True);
        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.EngineUnavailable));
        Assert.That(_server.Tools.Calls, Is.Empty);
    }

    private Task<WireAnswer> CallAsync(TestTokenBuilder? token = null) =>
        WireRequest.Call("files_read", """{"path":"a"}""").WithToken((token ?? _server.NewToken()).Build()).SendAsync(_server);

    private async Task StartServerAsync(string? settings = null) => _server = await GuardedWebServer.StartAsync(
        options => options.Policy = $$"""
            {
              "Engine": { "Address": "{{_engine.Address}}"{{(settings is null ? "" : $", {settings}")}} },
              "Rules": { "asked": { "Tools": ["files_read"], "Prompts": ["hello"], "Resources": ["note://{id}"], "Methods": ["tools/list"],
              "AskEngine": true } }
            }
            """,
        mcp => mcp
            .WithPrompts([McpServerPrompt.Create(() => "hello", new() { Name = "hello", Metadata = [new AllowAnyCallerAttribute()] })])
            .WithResources([McpServerResource.Create((string id) => id, new() { UriTemplate = "note://{id}", Metadata = [new AllowAnyCallerAttribute()] })])
            .Services.AddHttpClient(McpGuardDefaults.PolicyEngineClient, client => client.DefaultRequestHeaders.Authorization = new("Basic", "of-the-server")));
}
