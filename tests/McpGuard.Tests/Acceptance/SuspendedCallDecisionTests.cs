using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>
/// A tool that waits for its user is resumed by a request of its own. The server finds it by <c>requestState</c> alone,
/// past the filters of tool calls; the sender of that request is checked like any other caller.
/// </summary>
[TestFixture]
[Category("MRT-1")]
[Category("MRT-6")]
[Category("STD-6")]
internal sealed class SuspendedCallDecisionTests
{
    private WireServer _server = null!;
    private int _purged;

    [SetUp]
    public void SetUp()
    {
        _purged = 0;
        _server = new WireServer(mcp => mcp.WithTools([Purge(), Probe.Open().Tool]));
    }

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [Test]
    public async Task Caller_who_may_still_call_the_tool_resumes_it()
    {
        var (state, key) = await SuspendAsync();

        Assert.That((await ResumeAsync("purge", state, key)).IsResult(), Is.True);
        Assert.That(_purged, Is.EqualTo(1));
    }

    [Test]
    public async Task Caller_who_may_no_longer_call_the_tool_does_not_resume_it()
    {
        var (state, key) = await SuspendAsync();

        _server.Token = _server.NewToken().Build();
        var answer = await ResumeAsync("purge", state, key);

        Assert.That(_purged, Is.Zero);
        Assert.That(answer.ErrorOf().Code, Is.EqualTo(40300));
    }

    [Test]
    public async Task Suspended_tool_is_not_resumed_under_the_name_of_another()
    {
        var (state, key) = await SuspendAsync();

        _server.Token = _server.NewToken().Build();
        await ResumeAsync("open", state, key);

        Assert.That(_purged, Is.Zero);
    }

    [Test]
    [Category("MRT-3")]
    public async Task Another_subject_does_not_resume_the_call()
    {
        var (state, key) = await SuspendAsync();

        _server.Token = _server.NewToken().With("sub", "mallory").WithScopes("admin").Build();
        await ResumeAsync("purge", state, key);

        Assert.That(_purged, Is.Zero);
    }

    [Test]
    public async Task Resumed_call_is_recorded_with_its_requirements_and_its_outcome()
    {
        var (state, key) = await SuspendAsync();
        _server.Audit.Clear();

        await ResumeAsync("purge", state, key);

        // The first request ends when its tool does, and the one that brought the answer ends with it.
        await Eventually.IsTrueAsync(() => _server.Audit.Outcomes.Count == 2);
        Assert.That(_server.Audit.Outcomes.Select(record => record.Outcome), Is.EquivalentTo(new[] { AuditOutcome.Succeeded, AuditOutcome.Resumed }));
        Assert.That(_server.Audit.Decisions.Single().ScopesRequired, Is.EqualTo(new[] { "admin" }));
    }

    // What this is for: without the guard the server resumes whatever waits, for any caller that knows its state, under any name.
    [Test]
    public async Task Server_without_the_guard_resumes_the_call_of_another_under_another_name()
    {
        await using var server = new WireServer(mcp => mcp.WithTools([Purge(), Probe.Open().Tool]), isGuarded: false);
        var result = (JsonObject)((JsonRpcResponse)await server.CallAsync("purge")).Result!;
        var key = ((JsonObject)result["inputRequests"]!).Single().Key;

        await server.CallAsync(
            "open", $"\"requestState\":\"{(string)result["requestState"]!}\",\"inputResponses\":{{\"{key}\":{{\"action\":\"accept\",\"content\":{{}}}}}}");

        Assert.That(_purged, Is.EqualTo(1));
    }

    [TestCase("made up")]
    [TestCase("")]
    [TestCase("0000000000000000000000000000000000000000000000000000000000000000x")]
    public async Task State_that_was_never_given_is_refused_and_recorded(string state)
    {
        _server.Token = _server.NewToken().WithScopes("admin").Build();
        var answer = await ResumeAsync("purge", state, "x");

        Assert.That(answer.ErrorOf().Code, Is.EqualTo(-32602));
        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.RequestStateRefused));
        Assert.That(_purged, Is.Zero);
    }

    [Test]
    public async Task State_of_the_tools_own_comes_back_as_the_tool_wrote_it_and_the_call_is_recorded_once()
    {
        var seen = new List<string?>();
        var tool = McpServerTool.Create([AllowAnyCaller] (RequestContext<CallToolRequestParams> request) =>
        {
            seen.Add(request.Params.RequestState);
            return request.Params.RequestState is null ? throw new InputRequiredException(requestState: "mine") : "done";
        }, new() { Name = "own" });
        await using var server = new WireServer(mcp => mcp.WithTools([tool]));
        var state = (string)((JsonObject)((JsonRpcResponse)await server.CallAsync("own")).Result!)["requestState"]!;
        server.Audit.Clear();

        Assert.That((await server.CallAsync("own", $"\"requestState\":\"{state}\"")).IsResult(), Is.True);

        Assert.That(seen, Is.EqualTo(new[] { null, "mine" }));
        Assert.That(state, Is.Not.EqualTo("mine"));
        Assert.That(server.Audit.Decisions.Single().Effect, Is.EqualTo(AuditEffect.Allow));
        Assert.That(server.Audit.Outcomes.Single().Outcome, Is.EqualTo(AuditOutcome.Succeeded));
    }

    private McpServerTool Purge() => McpServerTool.Create([RequireScope("admin")] async (McpServer server, CancellationToken cancellationToken) =>
    {
        await server.ElicitAsync(new ElicitRequestParams { Message = "Sure?", RequestedSchema = new() }, cancellationToken);
        _purged++;
        return "purged";
    }, new() { Name = "purge" });

    private async Task<(string State, string Key)> SuspendAsync()
    {
        _server.Token = _server.NewToken().WithScopes("admin").Build();
        var result = (JsonObject)((JsonRpcResponse)await _server.CallAsync("purge")).Result!;
        Assert.That(_purged, Is.Zero);
        return ((string)result["requestState"]!, ((JsonObject)result["inputRequests"]!).Single().Key);
    }

    private Task<JsonRpcMessage> ResumeAsync(string tool, string state, string key) =>
        _server.CallAsync(tool, $"\"requestState\":\"{state}\",\"inputResponses\":{{\"{key}\":{{\"action\":\"accept\",\"content\":{{}}}}}}");
}
