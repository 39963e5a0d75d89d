using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>The state of a suspended call is good for one caller, one request, one time and not for long.</summary>
[TestFixture(false)]
[TestFixture(true)]
[Category("MRT-2")]
[Category("MRT-3")]
[Category("T3")]
internal sealed class SuspendedCallBindingTests(bool isRemote)
{
    private const string Arguments = "\"arguments\":{\"text\":\"x\"}";

    private RemoteStores _stores = null!;
    private WireServer _server = null!;
    private int _finished;

    [SetUp]
    public void SetUp()
    {
        _stores = new(TimeProvider.System);
        _server = Start(null);
        _finished = 0;
    }

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [Test]
    [Category("MRT-10")]
    public async Task Resumed_call_keeps_its_operation_id()
    {
        var state = await SuspendAsync();

        Assert.That(await GoesOnAsync(state), Is.True);
        Assert.That(_server.Audit.Decisions.Select(record => record.OperationId).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    [Category("MRT-4")]
    public async Task State_is_used_once()
    {
        var state = await SuspendAsync();

        Assert.That((await GoesOnAsync(state), await GoesOnAsync(state)), Is.EqualTo((true, false)));
        Assert.That(_finished, Is.EqualTo(1));
    }

    [Test]
    [Category("MRT-4")]
    public async Task Of_many_concurrent_calls_with_one_state_one_resumes()
    {
        var state = await SuspendAsync();

        var wentOn = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => GoesOnAsync(state)));

        Assert.That((wentOn.Count(isFirst => isFirst), _finished), Is.EqualTo((1, 1)));
    }

    [Test]
    [Category("RPL-4")]
    [Category("MRT-4")]
    public async Task Call_does_not_resume_while_the_use_of_its_state_cannot_be_stored()
    {
        var state = await SuspendAsync();
        _stores.OnTheWay = _ => throw new IOException("gone");

        if (isRemote)
        {
            var refused = (await _server.CallAsync("ask", $"{Arguments},\"requestState\":\"{state}\"")).ErrorOf();
            Assert.That((refused.Code, _finished), Is.EqualTo((50303, 0)));
            Assert.That(_server.Audit.Decisions[^1].Reason, Is.EqualTo(ReasonCode.StateUnavailable));
        }

        _stores.OnTheWay = null;
        Assert.That(await GoesOnAsync(state), Is.True);
    }

    [Test]
    [Category("MRT-1")]
    public async Task State_is_not_used_up_by_a_try_that_was_refused()
    {
        var state = await SuspendAsync();

        _server.Token = Token(scopes: "");
        Assert.That(await GoesOnAsync(state), Is.False);
        _server.Token = Token();
        Assert.That(await GoesOnAsync(state), Is.True);
    }

    [TestCase("mallory", "agent-1", "agent-1")]
    [TestCase("alice", "agent-2", "agent-1")]
    [TestCase("alice", "agent-1", "other")]
    public async Task State_belongs_to_its_caller(string subject, string actor, string client)
    {
        var state = await SuspendAsync();

        _server.Token = Token(subject, actor, client);

        Assert.That(await GoesOnAsync(state), Is.False);
    }

    [TestCase("\"arguments\":{\"text\":\"y\"}")]
    [TestCase("\"arguments\":{}")]
    [TestCase("\"arguments\":{\"text\":\"x\",\"more\":1}")]
    public async Task State_is_for_the_arguments_that_it_was_given_for(string arguments) =>
        Assert.That(await GoesOnAsync(await SuspendAsync(), "ask", arguments), Is.False);

    [Test]
    public async Task State_is_for_the_tool_that_it_was_given_for() =>
        Assert.That(await GoesOnAsync(await SuspendAsync(), "also"), Is.False);

    [TestCase("\"arguments\":{\"text\":\"x\"},\"extra\":1")]
    [TestCase("\"arguments\":{\"text\":\"x\"},\"task\":{\"ttl\":1}")]
    public async Task State_is_for_all_the_parameters_that_it_was_given_for(string members) =>
        Assert.That(await GoesOnAsync(await SuspendAsync(), "ask", members), Is.False);

    [Test]
    public async Task State_is_bound_to_the_meta_for_handlers_and_not_to_the_meta_of_each_message()
    {
        var state = await SuspendAsync();

        _server.MoreMeta = "\"example.com/tenant\":\"other\"";
        Assert.That(await GoesOnAsync(state), Is.False);
        _server.MoreMeta = "\"progressToken\":7,\"traceparent\":\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"";
        Assert.That(await GoesOnAsync(state), Is.True);
    }

    [Test]
    public async Task State_is_not_read_differently_when_members_come_in_another_order()
    {
        _server.Token = Token();
        var state = (string)(
            (JsonObject)(
                (JsonRpcResponse)await _server.CallAsync("ask", "\"arguments\":{\"text\":\"x\",\"more\":{\"a\":1,\"b\":2}}")).Result!)["requestState"]!;

        Assert.That(await GoesOnAsync(state, "ask", "\"arguments\":{\"more\":{\"b\":2,\"a\":1},\"text\":\"x\"}"), Is.True);
    }

    [Test]
    public async Task State_belongs_to_its_server_even_if_servers_share_a_key()
    {
        var key = Convert.ToBase64String(new byte[32]);
        await using var first = Start(key, _server.Authority);
        await using var second = Start(key, _server.Authority, "https://other.example/mcp");
        first.Token = Token();
        second.Token = _server.Authority.Token("https://other.example/mcp").With("client_id", "agent-1").With("act", new JsonObject { ["sub"] = "agent-1" })
            .WithScopes("ask").Build();
        var state = (string)((JsonObject)((JsonRpcResponse)await first.CallAsync("ask", Arguments)).Result!)["requestState"]!;

        Assert.That((await second.CallAsync("ask", $"{Arguments},\"requestState\":\"{state}\"")).IsResult(), Is.False);
        Assert.That(second.Audit.Decisions[^1].Reason, Is.EqualTo(ReasonCode.RequestStateRefused));
    }

    [TestCase("wide")]
    [TestCase("long")]
    [Category("MRT-8")]
    public async Task Call_that_could_never_resume_fails_with_a_reason_and_is_not_suspended(string tool)
    {
        _server.Token = Token();

        var error = (await _server.CallAsync(tool, "\"arguments\":{}")).ErrorOf();

        Assert.That(error.Message, Does.Contain("could not resume"));
        Assert.That(
            _server.Audit.Outcomes.Single(),
            Has.Property("Outcome").EqualTo(AuditOutcome.Failed).And.Property("Reason").EqualTo(ReasonCode.RequestStateUnusable));
    }

    [Test]
    public async Task State_with_one_character_changed_is_refused()
    {
        var state = await SuspendAsync();

        foreach (var at in Enumerable.Range(0, state.Length).Where(at => at % 7 == 0 || at > state.Length - 5))
            Assert.That(await GoesOnAsync(state[..at] + (state[at] == '0' ? '1' : '0') + state[(at + 1)..]), Is.False, $"At {at}.");

        Assert.That(_finished, Is.Zero);
    }

    [TestCase(899, true)]
    [TestCase(901, false)]
    public async Task State_is_good_for_a_quarter_of_an_hour(int seconds, bool goesOn)
    {
        var state = await SuspendAsync();

        _server.Time.Advance(TimeSpan.FromSeconds(seconds));
        _server.Token = Token();

        Assert.That(await GoesOnAsync(state), Is.EqualTo(goesOn));
    }

    [Test]
    [Category("MRT-8")]
    public async Task State_that_is_longer_than_any_and_more_answers_than_any_are_refused()
    {
        var state = await SuspendAsync();

        Assert.That(await GoesOnAsync(state + new string('x', 8192)), Is.False);
        var answers = string.Join(',', Enumerable.Range(0, 65).Select(i => $"\"k{i}\":{{\"action\":\"accept\"}}"));
        Assert.That((await _server.CallAsync("ask", $"{Arguments},\"requestState\":\"{state}\",\"inputResponses\":{{{answers}}}")).IsResult(), Is.False);
    }

    [Test]
    [Category("MRT-8")]
    public async Task Call_is_suspended_so_often_and_not_more_often()
    {
        var state = await SuspendAsync("again");
        var rounds = 1;
        for (; rounds < 30; rounds++)
        {
            if (await _server.CallAsync("again", $"{Arguments},\"requestState\":\"{state}\"") is not JsonRpcResponse { Result: JsonObject result })
                break;

            state = (string)result["requestState"]!;
        }

        Assert.That(rounds, Is.EqualTo(16), "A state with which the call could not resume is not sent.");
        Assert.That(
            _server.Audit.Outcomes[^1], Has.Property("Outcome").EqualTo(AuditOutcome.Failed).And.Property("Reason").EqualTo(ReasonCode.RequestStateUnusable));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Servers_that_share_a_key_share_suspended_calls(bool isShared)
    {
        var key = Convert.ToBase64String(new byte[32]);
        await using var first = Start(key, _server.Authority);
        await using var second = Start(isShared ? key : null, _server.Authority);
        first.Time.SetUtcNow(second.Time.GetUtcNow());
        first.Token = second.Token = Token();
        var state = (string)((JsonObject)((JsonRpcResponse)await first.CallAsync("ask", Arguments)).Result!)["requestState"]!;

        Assert.That((await second.CallAsync("ask", $"{Arguments},\"requestState\":\"{state}\"")).IsResult(), Is.EqualTo(isShared));
    }

    // A store that several processes share remembers what a process forgets when it ends.
    [Test]
    [Category("MRT-4")]
    public async Task State_from_before_the_start_of_the_process_is_good_only_with_a_store_that_remembers_that_time()
    {
        var key = Convert.ToBase64String(new byte[32]);
        await using var first = Start(key, _server.Authority);
        first.Token = Token();
        var state = (string)((JsonObject)((JsonRpcResponse)await first.CallAsync("ask", Arguments)).Result!)["requestState"]!;
        await using var second = Start(key, _server.Authority);
        second.Time.SetUtcNow(first.Time.GetUtcNow().AddSeconds(1));
        second.Token = Token();

        Assert.That((await second.CallAsync("ask", $"{Arguments},\"requestState\":\"{state}\"")).IsResult(), Is.EqualTo(isRemote));
    }

    private WireServer Start(string? key, Testing.TestAuthority? authority = null, string? resource = null) => new(
        mcp =>
            (isRemote ? mcp.WithStores(_stores) : mcp)
                .WithTools([Tool("ask", false), Tool("also", false), Tool("again", true), Wide(), Long()]).Services.Configure<McpGuardOptions>(options =>
        {
            options.StateKey = key;
            options.Resource = resource ?? options.Resource;
        }),
        authority: authority);

    private static McpServerTool Long() =>
        McpServerTool.Create([AllowAnyCaller] string () => throw new InputRequiredException(requestState: new string('x', 8100)), new() { Name = "long" });

    private static McpServerTool Wide() => McpServerTool.Create([AllowAnyCaller] string () => throw new InputRequiredException(
        Enumerable.Range(0, 65).ToDictionary(
            i => $"k{i}",
            _ => InputRequest.ForElicitation(new ElicitRequestParams { Message = "Sure?", RequestedSchema = new() })), "mine"), new() { Name = "wide" });

    private McpServerTool Tool(string name, bool always) =>
        McpServerTool.Create([RequireScope("ask")] string (RequestContext<CallToolRequestParams> request, string? text = null) =>
    {
        if (always || request.Params!.RequestState is null)
            throw new InputRequiredException(requestState: "mine");

        Assert.That(request.Params.RequestState, Is.EqualTo("mine"), "The author sees its own state.");
        _finished++;
        return "done";
    }, new() { Name = name });

    private async Task<string> SuspendAsync(string tool = "ask")
    {
        _server.Token = Token();
        return (string)((JsonObject)((JsonRpcResponse)await _server.CallAsync(tool, Arguments)).Result!)["requestState"]!;
    }

    private async Task<bool> GoesOnAsync(string state, string tool = "ask", string arguments = Arguments) =>
        (await _server.CallAsync(tool, $"{arguments},\"requestState\":{JsonValue.Create(state).ToJsonString()}")).IsResult();

    private string Token(string subject = "alice", string actor = "agent-1", string client = "agent-1", string scopes = "ask") => _server.NewToken()
        .With("sub", subject).With("client_id", client).With("act", new JsonObject { ["sub"] = actor }).WithScopes(scopes).Build();
}
