using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>Where several callers share one connection, a message about a request or a question counts only from the caller whose it is.</summary>
[TestFixture]
[Category("STD-6")]
[Category("MRT-5")]
[Category("T3")]
internal sealed class SharedConnectionTests
{
    private ElicitResult? _answer;
    private int _running;
    private WireServer _server = null!;

    [SetUp]
    public void SetUp()
    {
        _answer = null;
        _running = 0;
        var ask = McpServerTool.Create([AllowAnyCaller] async (McpServer server, CancellationToken cancellationToken) =>
        {
            _answer = await server.ElicitAsync(new ElicitRequestParams { Message = "Sure?", RequestedSchema = new() }, cancellationToken);
            return _answer.Action;
        }, new() { Name = "ask" });
        var wait = McpServerTool.Create([AllowAnyCaller] async (CancellationToken cancellationToken) =>
        {
            Interlocked.Increment(ref _running);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }, new() { Name = "wait" });
        _server = new WireServer(mcp => mcp.WithTokenFromRequestMeta().WithTools([ask, wait]));
    }

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [Test]
    public async Task Call_is_cancelled_by_its_caller_alone()
    {
        var call = CallAsync("wait", "alice");
        await Eventually.IsTrueAsync(() => _running == 1);
        _server.Audit.Clear();

        Cancel(_server.LastId, "bob");
        Cancel("never-sent", "bob");
        await Eventually.IsTrueAsync(() => _server.Audit.Decisions.Count == 2);
        Assert.That(_server.Audit.Decisions.Select(record => (record.Subject, record.Reason)), Is.All.EqualTo(("bob", ReasonCode.OtherCallersRequest)));
        Assert.That((_server.Audit.Outcomes.Count, call.IsCompleted), Is.EqualTo((0, false)));

        Cancel(_server.LastId, "alice");
        await Eventually.IsTrueAsync(() => _server.Audit.Outcomes.Any(record => record.Outcome == AuditOutcome.Cancelled));
    }

    [Test]
    public async Task Only_the_caller_of_a_call_can_answer_its_question()
    {
        const string Accept = """
            "result":{"action":"accept","content":{},"_meta":{META} }
            """;
        var call = await AskAsync();

        Answer(Accept, "bob");
        await Eventually.IsTrueAsync(() => _server.Audit.Decisions.Count == 1);
        Assert.That((_server.Audit.Decisions.Single().Reason, _answer), Is.EqualTo((ReasonCode.OtherCallersRequest, (ElicitResult?)null)));

        Answer(Accept, "alice");
        Assert.That((await call).IsResult(), Is.True);
    }

    [Test]
    public async Task Answer_without_a_question_is_refused()
    {
        _server.Send($$$"""{"jsonrpc":"2.0","id":4711,"result":{"_meta":{ {{{Token("bob")}}} } } }""");

        await Eventually.IsTrueAsync(() => _server.Audit.Decisions.Count == 1);
        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.OtherCallersRequest));
    }

    [Test]
    public async Task Progress_on_a_question_to_another_caller_is_refused()
    {
        _server.Send($$$"""{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"p","progress":1,"_meta":{ {{{Token("bob")}}} } } }""");

        await Eventually.IsTrueAsync(() => _server.Audit.Decisions.Count == 1);
        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.OtherCallersRequest));
    }

    [Test]
    public async Task Request_does_not_take_the_identifier_of_another_callers_that_is_served()
    {
        _ = CallAsync("wait", "alice");
        await Eventually.IsTrueAsync(() => _running == 1);
        _server.Audit.Clear();

        _server.Send($$$"""{"jsonrpc":"2.0","id":"{{{_server.LastId}}}","method":"ping","params":{"_meta":{ {{{Token("bob")}}} } } }""");

        await Eventually.IsTrueAsync(() => _server.Audit.Decisions.Count == 1);
        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.OtherCallersRequest));
    }

    private async Task<Task<JsonRpcMessage>> AskAsync()
    {
        await _server.RequestOldAsync("initialize", $$$"""
            "protocolVersion":"2025-11-25","capabilities":{"elicitation":{}},"clientInfo":{"name":"test","version":"1"},"_meta":{ {{{Token("alice")}}} }
            """);
        var call = CallAsync("ask", "alice");
        await Eventually.IsTrueAsync(() => _server.Sent.OfType<JsonRpcRequest>().Any());
        _server.Audit.Clear();
        return call;
    }

    private Task<JsonRpcMessage> CallAsync(string tool, string subject) => _server.RequestOldAsync("tools/call", $$$"""
        "name":"{{{tool}}}","_meta":{ {{{Token(subject)}}} }
        """);

    private void Cancel(string id, string subject) =>
        _server.Send($$$"""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"{{{id}}}","_meta":{ {{{Token(subject)}}} } } }""");

    private void Answer(string answer, string subject) =>
        _server.Send(
            $$$"""{"jsonrpc":"2.0","id":{{{_server.Sent.OfType<JsonRpcRequest>().Single().Id}}}""" +
                $$$""",{{{answer.Replace("META", Token(subject), StringComparison.Ordinal)}}} }""");

    private string Token(string subject) => $"\"{McpGuardDefaults.TokenMetaKey}\":\"{_server.NewToken().With("sub", subject).Build()}\"";
}
