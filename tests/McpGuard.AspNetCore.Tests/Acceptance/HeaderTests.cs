using System.Text;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>
/// Headers that repeat the body: since the version that defines them they may not say something else, and before it they mean nothing.
/// </summary>
internal sealed class HeaderTests
{
    private const string Newest = "2026-07-28";

    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("Mcp-Name", "echo")]
    [TestCase("Mcp-Name", "ADMIN_PURGE")]
    [TestCase("Mcp-Name", "")]
    [TestCase("Mcp-Method", "ping")]
    [TestCase("Mcp-Method", "")]
    [Category("RSP-5")]
    [Category("RSP-6")]
    public async Task Header_that_contradicts_the_body_is_400(string header, string value) =>
        await AssertMismatchAsync(CallWithout(Newest, header).With(header, value));

    [TestCase("Mcp-Name", "echo")]
    [TestCase("Mcp-Method", "ping")]
    [Category("RSP-7")]
    public async Task Version_counts_in_the_header_and_in_the_body(string header, string value)
    {
        await AssertMismatchAsync(new WireRequest(Newly(Purge)).With(header, value));
        _server.Audit.Clear();
        await AssertMismatchAsync(new WireRequest(Purge).With("MCP-Protocol-Version", Newest).With(header, value));
        _server.Audit.Clear();
        await AssertMismatchAsync(new WireRequest(Purge).With("MCP-Protocol-Version", "2027-01-01").With(header, value));
    }

    [Test]
    [Category("RSP-6")]
    [Category("RSP-7")]
    public async Task Header_that_older_versions_do_not_define_changes_nothing_and_is_recorded(
        [Values(null, "2025-06-18", "2025-11-25")] string? version,
        [Values("Mcp-Name: echo", "Mcp-Name: echo, echo", "Mcp-Name: =?base64?!!?=", "Mcp-Method: initialize", "Mcp-Method: ping")] string header)
    {
        var (name, value) = (header.Split(": ")[0], header.Split(": ")[1]);

        var refused = await CallWithout(version, name).With(name, value).WithToken(_server.NewToken().Build()).SendAsync(_server);
        var served = await CallWithout(version, name).With(name, value).WithToken(_server.NewToken().WithScopes("admin:purge").Build()).SendAsync(_server);

        Assert.That((refused.Status, served.Status), Is.EqualTo((403, 200)), served.Body);
        Assert.That(_server.Tools.Calls, Is.EqualTo(new[] { "admin_purge" }));
        Assert.That(
            _server.Audit.Decisions.Select(record => (record.Reason, record.Method, record.Target)),
            Is.EqualTo(new[] { (ReasonCode.ScopeInsufficient, "tools/call", "admin_purge"), (ReasonCode.Allowed, "tools/call", "admin_purge") }));
        Assert.That(
            _server.Audit.Decisions.Select(record => name == "Mcp-Name" ? record.Claimed!.HeaderTarget : record.Claimed!.HeaderMethod),
            Is.All.EqualTo(value));
    }

    [TestCase("prompts/get", "name")]
    [TestCase("resources/read", "uri")]
    [TestCase("tasks/get", "taskId")]
    [TestCase("tasks/update", "taskId")]
    [TestCase("tasks/cancel", "taskId")]
    [Category("RSP-5")]
    [Category("TSK-8")]
    public async Task Header_that_names_another_target_is_400(string method, string member) =>
        await AssertMismatchAsync(WireRequest.Of(method, member, "theirs", Newest, named: "mine"));

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
        await AssertMismatchAsync(CallWithout(Newest, "Mcp-Name").With("Mcp-Name", name));

    [TestCase("2025-11-25")]
    [TestCase("2026-07-29")]
    public async Task Version_header_that_contradicts_the_body_is_400(string version) =>
        await AssertMismatchAsync(new WireRequest(Newly(Purge)).With("MCP-Protocol-Version", version));

    [Test]
    [Category("RSP-8")]
    public async Task Encoded_name_header_is_decoded()
    {
        var name = $"=?base64?{Convert.ToBase64String(Encoding.UTF8.GetBytes("admin_purge"))}?=";
        var answer = await CallWithout(Newest, "Mcp-Name").With("Mcp-Name", name).WithToken(_server.NewToken().WithScopes("admin:purge").Build())
            .SendAsync(_server);

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
    }

    [Test]
    public async Task Bad_token_comes_before_a_mismatch_and_a_mismatch_before_a_missing_scope()
    {
        var badToken = await CallWithout(Newest, "Mcp-Name").With("Mcp-Name", "echo").WithToken("garbage").SendAsync(_server);
        var noScope = await CallWithout(Newest, "Mcp-Name").With("Mcp-Name", "echo").WithToken(_server.NewToken().Build()).SendAsync(_server);

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
        var request = new WireRequest(version == Newest ? Newly(Purge) : Purge);
        if (version is not null)
            request.With("MCP-Protocol-Version", version);
        if (version == Newest && header != "Mcp-Name")
            request.With("Mcp-Name", "admin_purge");
        if (version == Newest && header != "Mcp-Method")
            request.With("Mcp-Method", "tools/call");

        return request;
    }

    private static string Newly(string call) => call.Replace(
        "{}",
        """{},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}""",
        StringComparison.Ordinal);

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
