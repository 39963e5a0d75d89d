using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Gateways;

/// <summary>Further headers and messages of gateways and proxies do no harm, do not identify a caller, and reach no tool, record, log or trace.</summary>
[NonParallelizable]
internal sealed class GatewayTrafficTests
{
    private const string Secret = "canary7f3a";
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":""" +
            """{"name":"test","version":"1"}}}""";

    private readonly GatewaySigner _signer = new();
    private GuardedWebServer? _server;
    private LogTrap _trap = null!;

    private GuardedWebServer Server => _server!;

    [SetUp]
    public void Listen() => _trap = new LogTrap();

    [TearDown]
    public async Task StopAsync()
    {
        _trap.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        _server = null;
    }

    [OneTimeTearDown]
    public void DisposeSigner() => _signer.Dispose();

    [Test]
    public async Task Tool_sees_no_header_of_a_gateway()
    {
        await StartAsync();
        var request = WireRequest.Call("headers").With(GatewaySigner.Header, Assertion()).With("X-Pomerium-Claim-Email", "bob@corp.example")
            .With("x-pomerium-claim-groups", "admins");
        foreach (var name in new[]
            {
                "X-Pomerium-Jwt-Assertion-For",
                "X-Pomerium-Authorization",
                "X-Mcp-Channel-Token",
                "X-Litellm-Mcp-Debug",
                "X-Litellm-Mcp-Approval-Reference",
                "X-Forwarded-Access-Token",
                "X-Upstream-Authorization",
                "X-Auth-Request-Access-Token",
                "X-Litellm-Api-Key",
                "OIDC_access_token",
                "OIDC_id_token",
                "OIDC_refresh_token",
                "Proxy-Authorization",
            })
            request.With(name, $"Bearer {Secret}");

        var answer = await request.SendAsync(Server);

        var seen = (string)answer.Json!["result"]!["content"]![0]!["text"]!;
        Assert.That(seen, Does.Contain("Content-Type").And.Contain("Host"), "It did look.");
        Assert.That(
            seen,
            Does.Not.Contain("Pomerium").IgnoreCase.And.Not.Contain("LiteLlm").IgnoreCase.And.Not.Contain("eyJ").And.Not.Contain(Secret).And.Not.Contain(
                "corp.example"));
        Assert.That(Everything(answer), Has.None.Contains(Secret));
    }

    [TestCase("Authorization", "Bearer Pomerium-" + Secret, "/mcp")]
    [TestCase("Authorization", "Pomerium " + Secret, "/mcp")]
    [TestCase("X-Pomerium-Authorization", Secret, "/mcp")]
    [TestCase("X-Other", "x", "/mcp?pomerium_session=" + Secret)]
    [TestCase("X-Other", "x", "/mcp?POMERIUM_SESSION=" + Secret)]
    public async Task Session_of_the_gateway_itself_is_not_a_credential_and_appears_nowhere(string header, string value, string path)
    {
        await StartAsync();

        var answer = await new WireRequest(WireRequest.ReadCall, path: path).With(header, value).SendAsync(Server);

        Assert.That((answer.Status, Server.Tools.Calls.Count), Is.EqualTo((path == "/mcp" ? 401 : 400, 0)));
        Assert.That(Everything(answer), Has.None.Contains(Secret));
    }

    [Test]
    public async Task Approval_elsewhere_is_recorded_as_an_unverified_reference_and_decides_nothing()
    {
        await StartAsync();
        var reference = _signer.SignRsa(
            new JsonObject { ["iss"] = "https://approvals.example", ["jti"] = "approval-7", ["mcp_tool"] = "files_write", ["sub"] = "carol" });

        await WireRequest.Call("files_write", """{"path":"a.txt"}""").With(GatewaySigner.Header, Assertion())
            .With("X-Litellm-Mcp-Approval-Reference", reference).SendAsync(Server);
        await WireRequest.Call("files_read", """{"path":"a.txt"}""").With(GatewaySigner.Header, Assertion())
            .With("X-Litellm-Mcp-Approval-Reference", "nonsense").SendAsync(Server);

        var gateway = Server.Audit.Decisions[0].Gateways!.Single();
        Assert.That(
            (Server.Audit.Decisions[0].Effect, gateway.AssertedApprovalId, gateway.AssertedApprovalIssuer),
            Is.EqualTo((AuditEffect.Deny, "approval-7", "https://approvals.example")));
        Assert.That(
            (Server.Audit.Decisions[1].Effect, Server.Audit.Decisions[1].Gateways!.Single().AssertedApprovalId),
            Is.EqualTo((AuditEffect.Allow, (string?)null)));
        Assert.That(Server.Audit.Decisions[0].ToString(), Does.Not.Contain(reference.Split('.')[2]));
    }

    [Test]
    public async Task Request_that_is_larger_than_the_buffer_of_a_gateway_runs_if_it_is_allowed()
    {
        await StartAsync();
        var body = WireRequest.ReadCall.Replace("\"name\"", $"\"_meta\":{{\"x\":\"{new string('x', 5000)}\"}},\"name\"", StringComparison.Ordinal);

        var answer = await new WireRequest(body).With(GatewaySigner.Header, Assertion()).SendAsync(Server);

        Assert.That((answer.Error, Server.Tools.Calls.Count), Is.EqualTo(((JsonNode?)null, 1)), answer.Body);
    }

    [TestCase("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f3577b34da6a3ce929d0e0e4736")]
    [TestCase("4bf92f3577b34da6a3ce929d0e0e4736", null)]
    [TestCase("00-canary7f3a", null)]
    public async Task Trace_of_the_gateway_is_recorded_as_an_asserted_reference(string traceParent, string? expected)
    {
        await StartAsync();

        await WireRequest.Call("files_read", """{"path":"a.txt"}""").With(GatewaySigner.Header, Assertion()).With("traceparent", traceParent)
            .With("X-Request-Id", "req-1").SendAsync(Server);
        await WireRequest.Call("files_read", """{"path":"a.txt"}""").With("traceparent", traceParent).SendAsync(Server);

        var gateway = Server.Audit.Decisions[0].Gateways!.Single();
        Assert.That((gateway.AssertedRequestId, gateway.AssertedTraceId), Is.EqualTo(("req-1", expected)));
        Assert.That(Server.Audit.Decisions[1].Gateways, Is.Null, "Headers alone prove no gateway.");
    }

    [Test]
    public async Task Stream_ends_when_the_assertion_does()
    {
        await StartAsync(HttpServerSessionMode.Stateful);
        var session = (await new WireRequest(Initialize).With(GatewaySigner.Header, Assertion()).SendAsync(Server)).Headers["Mcp-Session-Id"];
        Server.Audit.Clear();
        using var stream = await new WireRequest((string?)null, "GET").With("Mcp-Session-Id", session).With(GatewaySigner.Header, Assertion())
            .OpenAsync(Server);

        Server.Time.Advance(TimeSpan.FromSeconds(331));

        Assert.That(await stream.ReadAsync(), Is.Null);
        await Eventually.IsTrueAsync(() => Server.Audit.Outcomes.Count == 1);
        Assert.That(Server.Audit.Outcomes.Single().Reason, Is.EqualTo(ReasonCode.TokenExpired));
        Assert.That(
            (
                await WireRequest.Call("files_read", """{"path":"a.txt"}""").With("Mcp-Session-Id", session).With(GatewaySigner.Header, Assertion())
                    .SendAsync(Server)).Status,
            Is.EqualTo(200),
            "A new assertion goes on.");
    }

    [Test]
    public async Task Identity_is_that_of_the_request_and_not_of_the_session()
    {
        await StartAsync(HttpServerSessionMode.Stateful);
        var session = (await new WireRequest(Initialize).With(GatewaySigner.Header, Assertion()).SendAsync(Server)).Headers["Mcp-Session-Id"];

        var other = await WireRequest.Call("files_read", """{"path":"a.txt"}""").With("Mcp-Session-Id", session)
            .With(GatewaySigner.Header, Assertion("00u-bob")).SendAsync(Server);

        Assert.That(
            (other.Status, Server.Audit.Decisions[^1].Subject, Server.Audit.Decisions[^1].Reason, Server.Tools.Calls.Count),
            Is.EqualTo((404, "00u-bob", ReasonCode.SessionRefused, 0)));
    }

    [Test]
    public async Task Delete_without_a_token_ends_no_session()
    {
        await StartAsync(HttpServerSessionMode.Stateful);
        var session = (await new WireRequest(Initialize).With(GatewaySigner.Header, Assertion()).SendAsync(Server)).Headers["Mcp-Session-Id"];

        var deleted = await new WireRequest((string?)null, "DELETE").With("Mcp-Session-Id", session).SendAsync(Server);
        var call = await WireRequest.Call("files_read", """{"path":"a.txt"}""").With("Mcp-Session-Id", session).With(GatewaySigner.Header, Assertion())
            .SendAsync(Server);

        Assert.That((deleted.Status, call.Status, Server.Tools.Calls.Count), Is.EqualTo((401, 200, 1)), call.Body);
    }

    [Test]
    public async Task Version_header_that_is_missing_or_unlike_the_negotiated_one_does_no_harm(
        [Values(null, "2025-06-18", "2025-03-26", "2024-11-05")] string? version, [Values] bool isStateful)
    {
        await StartAsync(isStateful ? HttpServerSessionMode.Stateful : HttpServerSessionMode.Stateless);
        var opened = await new WireRequest(Initialize).With(GatewaySigner.Header, Assertion()).SendAsync(Server);
        var session = isStateful ? opened.Headers["Mcp-Session-Id"] : null;

        var list = await In(session, version, new WireRequest("""{"jsonrpc":"2.0","id":2,"method":"tools/list"}""")).SendAsync(Server);
        var call = await In(session, version, WireRequest.Call("files_read", """{"path":"a.txt"}""")).SendAsync(Server);
        var refused = await In(session, version, WireRequest.Call("files_write", """{"path":"a.txt"}""")).SendAsync(Server);

        Assert.That((list.Error, call.Error, Server.Tools.Calls.Count), Is.EqualTo(((JsonNode?)null, (JsonNode?)null, 1)), call.Body);
        Assert.That((refused.Status, refused.IsToolResult), Is.EqualTo((200, true)), refused.Body);
        if (isStateful)
            Assert.That((await In(session, version, new WireRequest((string?)null, "DELETE")).SendAsync(Server)).Status, Is.InRange(200, 299));
        Assert.That(Server.Audit.Decisions[1].ProtocolVersion, Is.EqualTo(version), "The record has what was sent.");
    }

    [TestCase("1999-01-01")]
    [TestCase("2026-07-28")]
    [TestCase("2025-06-18,2025-11-25")]
    public async Task Version_that_no_session_can_have_is_refused_in_one(string version)
    {
        await StartAsync(HttpServerSessionMode.Stateful);
        var session = (await new WireRequest(Initialize).With(GatewaySigner.Header, Assertion()).SendAsync(Server)).Headers["Mcp-Session-Id"];

        var answer = await In(session, version, new WireRequest(WireRequest.ReadCall)).SendAsync(Server);

        Assert.That((answer.Status, Server.Tools.Calls.Count), Is.EqualTo((400, 0)), answer.Body);
    }

    [Test]
    public async Task Headers_of_the_first_request_may_be_repeated_with_each_later_one()
    {
        await StartAsync(HttpServerSessionMode.Stateful);
        var session = (await First(In(null, null, new WireRequest(Initialize))).SendAsync(Server)).Headers["Mcp-Session-Id"];

        var call = await First(In(session, null, WireRequest.Call("files_read", """{"path":"a.txt"}"""))).SendAsync(Server);
        var refused = await First(In(session, null, WireRequest.Call("files_write", """{"path":"a.txt"}"""))).SendAsync(Server);

        Assert.That((call.Error, Server.Tools.Calls.Count), Is.EqualTo(((JsonNode?)null, 1)), call.Body);
        Assert.That(Server.Audit.Decisions[^1].Target, Is.EqualTo("files_write"));
        Assert.That((string)refused.Error!["message"]!, Does.Contain("lacks files:write"));

        WireRequest First(WireRequest request) => request.With("Mcp-Method", "initialize");
    }

    [TestCase("10.0.0.7:8080")]
    [TestCase("mail.corp.example")]
    public async Task Internal_host_changes_nothing(string host)
    {
        await StartAsync();

        await WireRequest.Call("files_read", """{"path":"a.txt"}""").With("Host", host).With("X-Forwarded-Host", "evil.example")
            .With(GatewaySigner.Header, Assertion()).SendAsync(Server);
        await WireRequest.Call("files_read", """{"path":"a.txt"}""").With("Host", host).With(GatewaySigner.Header, Assertion(audience: host)).SendAsync(Server);

        Assert.That(Server.Audit.Decisions.Select(record => record.Reason), Is.EqualTo(new[] { ReasonCode.Allowed, ReasonCode.AudienceMismatch }));
    }

    [TestCase("X-Forwarded-User")]
    [TestCase("X-Forwarded-Email")]
    [TestCase("X-Forwarded-User-Id")]
    [TestCase("X-Forwarded-Access-Token")]
    [TestCase("X-Upstream-Authorization")]
    [TestCase("X-Email")]
    [TestCase("Gap-Auth")]
    public async Task Header_about_a_user_identifies_no_caller(string header)
    {
        await StartAsync();

        var alone = await WireRequest.Call("files_read", """{"path":"a.txt"}""").With(header, Assertion()).SendAsync(Server);
        await WireRequest.Call("files_read", """{"path":"a.txt"}""").With(header, Secret).With(GatewaySigner.Header, Assertion()).SendAsync(Server);

        Assert.That(
            (alone.Status, Server.Audit.Decisions[0].Reason, Server.Audit.Decisions[1].Subject),
            Is.EqualTo((401, ReasonCode.CredentialMissing, "00u-alice")));
        Assert.That(Everything(alone), Has.None.Contains(Secret));
    }

    [Test]
    public async Task User_in_the_message_identifies_no_caller()
    {
        await StartAsync();
        const string Call =
            """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"files_read","arguments":{"path":"a.txt"},"_meta":{"user":{"id":"bob"}}}}""";

        var alone = await new WireRequest(Call).SendAsync(Server);
        await new WireRequest(Call).With(GatewaySigner.Header, Assertion()).SendAsync(Server);

        Assert.That((alone.Status, Server.Audit.Decisions[1].Subject), Is.EqualTo((401, "00u-alice")));
        Assert.That(Server.Audit.Records.Select(record => record.ToString()), Has.None.Contains("bob"));
    }

    [Test]
    public async Task Own_credential_of_a_gateway_lists_and_calls_nothing_and_is_recorded_as_the_gateways()
    {
        await StartAsync();
        var token = Server.NewToken().Without("act").With("sub", "gateway-1").With("client_id", "gateway-1").WithScopes("mcp:basic").Build();

        var list = await new WireRequest("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""").WithToken(token).SendAsync(Server);
        await WireRequest.Call("files_read", """{"path":"a.txt"}""").WithToken(token).With("X-Forwarded-User", "alice").SendAsync(Server);

        Assert.That((list.Status, list.Error, Server.Tools.Calls.Count), Is.EqualTo((200, (JsonNode?)null, 0)));
        Assert.That(Server.Audit.Decisions.Select(record => (record.Subject, record.ClientId)), Has.All.EqualTo(("gateway-1", "gateway-1")));
        Assert.That(Server.Audit.Decisions[1].Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
    }

    private async Task StartAsync(HttpServerSessionMode mode = HttpServerSessionMode.Stateless) =>
        _server = await GuardedWebServer.StartAsync(options => options.Issuers["pomerium"] = new IssuerOptions
        {
            Issuer = GatewaySigner.Host,
            Profile = IssuerProfile.Pomerium,
            Audiences = { GatewaySigner.Host },
            Keys = { Jwks = _signer.Jwks },
            Gateway = new GatewayOptions { Client = "pomerium" },
            GroupScopes = { ["finance"] = "mcp:basic files:read" },
        }, mcp =>
        {
            mcp.WithTools<HeaderTools>();
            mcp.Services.AddLogging(_trap.AddTo);
#pragma warning disable MCP9006 // The obsolete session options are what is tested.
            mcp.Services.Configure<HttpServerTransportOptions>(options => options.SessionMode = mode);
#pragma warning restore MCP9006
        });

    private WireRequest In(string? session, string? version, WireRequest request)
    {
        if (session is not null)
            request.With("Mcp-Session-Id", session);
        if (version is not null)
            request.With("MCP-Protocol-Version", version);

        return request.With(GatewaySigner.Header, Assertion());
    }

    private string Assertion(string subject = "00u-alice", string audience = GatewaySigner.Host)
    {
        var claims = GatewaySigner.AssertionClaims(Server.Time.GetUtcNow());
        claims["sub"] = subject;
        claims["aud"] = audience;
        return _signer.SignElliptic(claims);
    }

    private IEnumerable<string> Everything(WireAnswer answer) =>
    [
        .. _trap.Logged("McpGuard"), .. _trap.Traced, .. Server.Audit.Records.Select(record => record.ToString()),
        answer.Body, .. answer.Challenges, .. answer.Headers.Select(header => $"{header}"),
    ];

    /// <summary>Shows all headers of the request.</summary>
    [McpServerToolType]
    internal sealed class HeaderTools
    {
        [McpServerTool(Name = "headers"), AllowAnyCaller]
        public static string Show(IHttpContextAccessor context) => string.Join(
            '\n',
            context.HttpContext!.Request.Headers.Select(header => $"{header.Key}: {header.Value}"));
    }
}
