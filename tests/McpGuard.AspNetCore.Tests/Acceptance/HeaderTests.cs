using System.Text;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Headers that repeat the body: they may never say something else, on any protocol version.</summary>
internal sealed class HeaderTests
{
    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    [Category("RSP-5")]
    [Category("RSP-6")]
    [Category("RSP-7")]
    public async Task Header_that_names_another_tool_is_400(string? version) =>
        await AssertMismatchAsync(CallWithout(version, "Mcp-Name").With("Mcp-Name", "echo"));

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    [Category("RSP-5")]
    [Category("RSP-7")]
    public async Task Header_that_names_another_method_is_400(string? version) =>
        await AssertMismatchAsync(CallWithout(version, "Mcp-Method").With("Mcp-Method", "ping"));

    [TestCase("prompts/get", "name", null)]
    [TestCase("prompts/get", "name", "2026-07-28")]
    [TestCase("resources/read", "uri", null)]
    [TestCase("resources/read", "uri", "2026-07-28")]
    [TestCase("tasks/get", "taskId", null)]
    [TestCase("tasks/get", "taskId", "2026-07-28")]
    [TestCase("tasks/update", "taskId", "2026-07-28")]
    [TestCase("tasks/cancel", "taskId", "2026-07-28")]
    [Category("RSP-5")]
    [Category("TSK-8")]
    public async Task Header_that_names_another_target_is_400(string method, string member, string? version) =>
        await AssertMismatchAsync(WireRequest.Of(method, member, "theirs", version, named: "mine"));

    [TestCase("Mcp-Name")]
    [TestCase("Mcp-Method")]
    [Category("RSP-5")]
    public async Task Missing_header_that_the_protocol_requires_is_400(string header)
    {
        var answer = await CallWithout("2026-07-28", header).WithToken(_server.NewToken().WithScopes("admin:purge").Build()).SendAsync(_server);

        Assert.That((answer.Status, answer.ErrorCode), Is.EqualTo((400, -32020)));
        Assert.That(_server.Tools.Calls, Is.Empty);
    }

    [TestCase("ADMIN_PURGE")]
    [TestCase("admin_purge,echo")]
    [TestCase("=?base64?!!?=")]
    [TestCase("=?base64?/w==?=")]
    [Category("RSP-8")]
    public async Task Name_header_is_compared_exactly(string name) =>
        await AssertMismatchAsync(CallWithout(null, "Mcp-Name").With("Mcp-Name", name));

    [TestCase("2025-11-25")]
    [TestCase("2026-07-29")]
    public async Task Version_header_that_contradicts_the_body_is_400(string version) =>
        await AssertMismatchAsync(
            new WireRequest(Purge.Replace("{}", """{},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}""", StringComparison.Ordinal))
            .With("MCP-Protocol-Version", version));

    [Test]
    [Category("RSP-8")]
    public async Task Encoded_name_header_is_decoded()
    {
        var name = $"=?base64?{Convert.ToBase64String(Encoding.UTF8.GetBytes("echo"))}?=";
        var answer = await new WireRequest(WireRequest.Echo).With("Mcp-Name", name).WithToken(_server.NewToken().Build()).SendAsync(_server);

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Bad_token_comes_before_a_mismatch_and_a_mismatch_before_a_missing_scope()
    {
        var badToken = await new WireRequest(Purge).With("Mcp-Name", "echo").WithToken("garbage").SendAsync(_server);
        var noScope = await new WireRequest(Purge).With("Mcp-Name", "echo").WithToken(_server.NewToken().Build()).SendAsync(_server);

        Assert.That((badToken.Status, noScope.Status), Is.EqualTo((401, 400)));
    }

    [Test]
    public async Task Refusal_by_the_server_is_recorded_as_not_dispatched()
    {
        var answer = await new WireRequest(WireRequest.Echo).With("MCP-Protocol-Version", "1999-01-01").WithToken(_server.NewToken().Build())
            .SendAsync(_server);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(400));
            Assert.That(answer.ErrorCode, Is.EqualTo(-32022));
            Assert.That(_server.Audit.Decisions.Single().Effect, Is.EqualTo(AuditEffect.Allow));
            Assert.That(_server.Audit.Outcomes.Single().Outcome, Is.EqualTo(AuditOutcome.NotDispatched));
            Assert.That(_server.Audit.Outcomes.Single().HttpStatus, Is.EqualTo(400));
        }
    }

    private const string Purge = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"admin_purge","arguments":{}}}""";

    private static WireRequest CallWithout(string? version, string header)
    {
        var meta = version == "2026-07-28"
            ? ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}"
            : "";
        var request = new WireRequest(Purge.Replace("{}", "{}" + meta, StringComparison.Ordinal));
        if (version is not null)
            request.With("MCP-Protocol-Version", version);
        if (version == "2026-07-28" && header != "Mcp-Name")
            request.With("Mcp-Name", "admin_purge");
        if (version == "2026-07-28" && header != "Mcp-Method")
            request.With("Mcp-Method", "tools/call");

        return request;
    }

    private async Task AssertMismatchAsync(WireRequest request)
    {
        var answer = await request.WithToken(_server.NewToken().WithScopes("admin:purge").Build()).SendAsync(_server);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(400));
            Assert.That(answer.ErrorCode, Is.EqualTo(-32020));
            Assert.That((int?)answer.Json!["id"], Is.EqualTo(7));
            Assert.That(_server.Tools.Calls, Is.Empty);
            Assert.That(_server.Audit.Records.Single().Reason, Is.EqualTo(ReasonCode.HeaderMismatch));
        }
    }
}
