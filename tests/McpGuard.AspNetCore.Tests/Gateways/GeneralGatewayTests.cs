using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Gateways;

/// <summary>A gateway without a profile: its settings alone say where its token is, whom it names, and what its headers mean.</summary>
internal sealed class GeneralGatewayTests
{
    private const string Header = "X-Proxy-Identity";
    private const string Proxy = "https://proxy.corp.example";
    private const string Edge = "edge.corp.example";

    private readonly GatewaySigner _signer = new();
    private readonly GatewaySigner _edge = new();
    private GuardedWebServer? _server;

    private GuardedWebServer Server => _server!;

    [TearDown]
    public async Task StopAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _server = null;
    }

    [OneTimeTearDown]
    public void DisposeSigners()
    {
        _signer.Dispose();
        _edge.Dispose();
    }

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    public async Task Record_says_who_calls_through_whom(string? version)
    {
        await StartAsync();

        var answer = await Call("files_read", version).With(Header, Identity()).With("X-Correlation-ID", "c-1").With("X-Request-Id", "r-1").SendAsync(Server);

        var record = Server.Audit.Decisions.Single();
        Assert.That((answer.Error, Server.Tools.Calls.Count), Is.EqualTo(((JsonNode?)null, 1)), answer.Body);
        Assert.That((record.Issuer, record.Subject, record.ClientId, record.Tenant), Is.EqualTo((Proxy, "alice", "proxy", "org-7")));
        var gateway = record.Gateways!.Single();
        Assert.That((gateway.Name, gateway.Proof, gateway.AssertedRequestId), Is.EqualTo(("proxy", AuditGatewayProof.Signature, "c-1")));
        Assert.That(record.Actors, Is.Null);
    }

    [Test]
    public async Task Refusal_is_a_tool_result()
    {
        await StartAsync();

        var answer = await Call("files_write").With(Header, Identity()).SendAsync(Server);

        Assert.That((answer.Status, answer.IsToolResult, answer.Challenges.Length, Server.Tools.Calls.Count), Is.EqualTo((200, true, 0, 0)), answer.Body);
    }

    private static IEnumerable<TestCaseData> OtherRequests()
    {
        yield return Of("none", 401, (_, request) => request);
        yield return Of("in Authorization", 400, (test, request) => request.WithToken(test.Identity()));
        yield return Of("in another header", 401, (test, request) => request.With("X-Identity", test.Identity()));
        yield return Of("with a scheme", 400, (test, request) => request.With(Header, $"Bearer {test.Identity()}"));
        yield return Of("twice", 400, (test, request) => request.With(Header, test.Identity(), test.Identity()));
        yield return Of("with another credential", 400, (test, request) => request.With(Header, test.Identity()).WithToken(test.Server.NewToken().Build()));
        yield return Of("for another server", 401, (test, request) => request.With(Header, test.Identity(claims => claims["aud"] = "https://other.example")));
        yield return Of("of another issuer", 401, (test, request) => request.With(Header, test.Identity(claims => claims["iss"] = Proxy + "/")));
        yield return Of("of nobody", 401, (test, request) => request.With(Header, test.Identity(claims => claims["sub"] = "")));
        yield return Of("an ID token", 401, (test, request) => request.With(Header, test.Identity(claims => claims["nonce"] = "n-1")));
        yield return Of("signed by another", 401, (test, request) => request.With(Header, test._edge.SignElliptic(test.Claims())));

        static TestCaseData Of(string name, int status, Func<GeneralGatewayTests, WireRequest, WireRequest> prepare) =>
            new TestCaseData(status, prepare).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(OtherRequests))]
    public async Task Other_identity_is_refused(int status, Func<GeneralGatewayTests, WireRequest, WireRequest> prepare)
    {
        await StartAsync();

        var answer = await prepare(this, Call("files_read")).SendAsync(Server);

        Assert.That((answer.Status, Server.Tools.Calls.Count), Is.EqualTo((status, 0)), answer.Body);
    }

    [Test]
    public async Task Gateway_may_carry_the_token_of_another_one()
    {
        await StartAsync(options =>
        {
            options.Issuers["edge"] = new IssuerOptions
            {
                Issuer = Edge,
                AcceptLegacyType = true,
                Audiences = { Edge },
                Keys = { Jwks = _edge.Jwks },
                Gateway = new GatewayOptions { Client = "edge", Header = "X-Edge", Carrier = "proxy", RequestIdHeader = "X-Edge-Id" },
                GroupScopes = { ["finance"] = "mcp:basic files:read" },
            };
            options.Issuers["proxy"].GroupScopes.Clear();
        });
        var (who, through) = (_edge.SignElliptic(Claims(Edge, Edge)), Identity());

        var together = await Call("files_read").With("X-Edge", who).With(Header, through).With("X-Edge-Id", "e-1").SendAsync(Server);
        var alone = await Call("files_read").With("X-Edge", who).SendAsync(Server);
        var carrier = await Call("files_read").With(Header, through).SendAsync(Server);
        var ofOther = await Call("files_read").With("X-Edge", who).With(Header, Identity(claims => claims["sub"] = "bob")).SendAsync(Server);

        Assert.That((together.Error, Server.Tools.Calls.Count), Is.EqualTo(((JsonNode?)null, 1)), together.Body);
        Assert.That((alone.Status, carrier.Status, ofOther.Status), Is.EqualTo((401, 401, 403)));
        Assert.That(
            Server.Audit.Decisions[0].Gateways!.Select(gateway => (gateway.Name, gateway.AssertedRequestId)),
            Is.EqualTo(new[] { ("proxy", (string?)null), ("edge", "e-1") }));
    }

    private static WireRequest Call(string tool, string? version = null) => WireRequest.Call(tool, """{"path":"a.txt"}""", version);

    private string Identity(Action<JsonObject>? change = null)
    {
        var claims = Claims();
        change?.Invoke(claims);
        return _signer.SignElliptic(claims);
    }

    private JsonObject Claims(string issuer = Proxy, string audience = GuardedWebServer.Resource)
    {
        var now = Server.Time.GetUtcNow().ToUnixTimeSeconds();
        return new()
        {
            ["iss"] = issuer,
            ["aud"] = audience,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["jti"] = Guid.NewGuid().ToString(),
            ["sub"] = "alice",
            ["org_id"] = "org-7",
            ["groups"] = new JsonArray("finance"),
        };
    }

    private async Task StartAsync(Action<McpGuardOptions>? configure = null) => _server = await GuardedWebServer.StartAsync(options =>
    {
        options.Issuers["proxy"] = new IssuerOptions
        {
            Issuer = Proxy,
            AcceptLegacyType = true,
            Audiences = { GuardedWebServer.Resource },
            Keys = { Jwks = _signer.Jwks },
            Gateway = new GatewayOptions { Client = "proxy", Header = Header, TenantClaim = "org_id", RequestIdHeader = "X-Correlation-ID" },
            GroupScopes = { ["finance"] = "mcp:basic files:read" },
        };
        configure?.Invoke(options);
    }, server => server.Services.PostConfigure<McpGuardOptions>(options => options.Authority = configure is null ? options.Authority : null));
}
