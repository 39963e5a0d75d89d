using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace McpGuard.AspNetCore.Tests.Gateways;

/// <summary>
/// What somebody tries who has read the documentation and has a sign-in of their own: past the gateways, with one token of two, with tokens
/// of others or for others, and with old ones. Both pairs of the documentation are attacked.
/// </summary>
internal sealed class OutsiderTests
{
    private const string Assertion = GatewaySigner.Header;
    private const string Body = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"files_read","arguments":{"path":"a.txt"}}}""";
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":""" +
            """{"name":"test","version":"1"}}}""";

    private readonly GatewaySigner _pomerium = new();
    private readonly GatewaySigner _liteLlm = new();
    private readonly GatewaySigner _outsider = new();
    private GuardedWebServer? _server;
    private bool _isCarried;

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
        _pomerium.Dispose();
        _liteLlm.Dispose();
        _outsider.Dispose();
    }

    private static IEnumerable<Attack> Attacks()
    {
        yield return new("past the gateways", (_, request) => request);
        yield return new("what Pomerium adds unsigned", (_, request) => request
            .With("X-Pomerium-Claim-Sub", "00u-alice").With("X-Pomerium-Claim-Email", "alice@corp.example").With("X-Pomerium-Claim-Groups", "finance")
            .With("X-Forwarded-User", "00u-alice").With("X-Envoy-Internal", "true").With("X-Forwarded-For", "127.0.0.1"));
        yield return new("the assertion under other names", (test, request) => request.With("X-Pomerium-Jwt-Assertion-For", test.Who())
            .With("X-Pomerium-Authorization", test.Who()).With("X_Pomerium_Jwt_Assertion", test.Who()).With("Cookie", $"_pomerium={test.Who()}"));
        yield return new("the token under other names", (test, request) => request.With(Assertion, test.Who()).With("X-Mcp-Channel-Token", test.Through())
            .With("X-Mcp-Auth", $"Bearer {test.Through()}").With("X-Upstream-Authorization", $"Bearer {test.Through()}"));
        yield return new("a key of LiteLLM", (_, request) => request.With("X-Litellm-Api-Key", "sk-svc").WithToken("sk-svc"));
        yield return new("the session of Pomerium", (test, request) => request.WithToken($"Pomerium-{test.Who()}"));
        yield return new("a client's token of Pomerium", (_, request) => request.WithToken("pom_mat_0123456789"));

        yield return new("the assertion alone", (test, request) => request.With(Assertion, test.Who()));
        yield return new("the token alone", (test, request) => request.WithToken(test.Through()));
        yield return new("each in the place of the other", (test, request) => request.With(Assertion, test.Through()).WithToken(test.Who()));
        yield return new("two assertions", (test, request) => request.With(Assertion, test.Who()).WithToken(test.Who()));
        yield return new("two tokens", (test, request) => request.With(Assertion, test.Through()).WithToken(test.Through()));
        yield return new("the assertion twice, by a comma", (test, request) =>
            request.With(Assertion, $"{test.Who()},{test.Who()}").WithToken(test.Through()));
        yield return new("the assertion with a scheme", (test, request) => request.With(Assertion, $"Bearer {test.Who()}").WithToken(test.Through()));
        yield return new("an empty assertion", (test, request) => request.With(Assertion, "").WithToken(test.Through()));

        yield return Pair("an assertion of another user", assertion: claims => claims["sub"] = "00u-bob", token: claims => claims["sub"] = "00u-alice");
        yield return Pair("an assertion of another session", assertion: claims => claims["sid"] = "s-2", token: claims => claims["sid"] = "s-1");
        yield return Pair("another assertion of the session", assertion: claims => claims["jti"] = "j-2", token: claims => claims["jti"] = "j-1");
        yield return Pair("an assertion of another route", assertion: claims => (claims["iss"], claims["aud"]) = ("mail.corp.example", "mail.corp.example"));
        yield return Pair("an assertion for another route", assertion: claims => claims["aud"] = "mail.corp.example");
        yield return Pair("an assertion for this server by its address", assertion: claims => claims["aud"] = GuardedWebServer.Resource);
        yield return Pair("an assertion of nobody", assertion: claims => claims["sub"] = "");
        yield return Pair("a token for a sibling server", token: claims => claims["aud"] = "https://mail.corp.example/mcp");
        yield return Pair("a token for the gateway in front", token: claims => claims["aud"] = GatewaySigner.Host);
        yield return Pair("a token of an unnamed signer", token: claims => claims["iss"] = "litellm");
        yield return Pair("a token for another tool", token: claims => claims["scope"] = "mcp:tools/call mcp:tools/files_write:call");
        yield return Pair("a token for lists", token: claims => claims["scope"] = "mcp:tools/list");
        yield return Pair("a token with scopes of this server", token: claims => claims["scope"] = "mcp:basic files:read files:write");
        yield return Pair("an old assertion", assertion: claims => (claims["iat"], claims["exp"]) = (Earlier(claims["iat"]), Earlier(claims["exp"])));
        yield return Pair("an old token", token: claims =>
            (claims["iat"], claims["nbf"], claims["exp"]) = (Earlier(claims["iat"]), Earlier(claims["nbf"]), Earlier(claims["exp"])));

        yield return new("an assertion signed by LiteLLM", (test, request) =>
            request.With(Assertion, test._liteLlm.SignRsa(test.WhoClaims())).WithToken(test.Through()));
        yield return new("a token signed by Pomerium", (test, request) =>
            request.With(Assertion, test.Who()).WithToken(test._pomerium.SignRsa(test.ThroughClaims())));
        yield return new("an assertion of their own", (test, request) =>
            request.With(Assertion, test._outsider.SignElliptic(test.WhoClaims())).WithToken(test.Through()));
        yield return new("a token of their own", (test, request) =>
            request.With(Assertion, test.Who()).WithToken(test._outsider.SignRsa(test.ThroughClaims())));

        static Attack Pair(string name, Action<JsonObject>? assertion = null, Action<JsonObject>? token = null) => new(name, (test, request) =>
            request.With(Assertion, test.Who(assertion)).WithToken(test.Through(token)));

        static long Earlier(JsonNode? time) => (long)time! - 400;
    }

    [Test]
    public async Task Attack_runs_nothing_and_is_recorded([ValueSource(nameof(Attacks))] Attack attack, [Values] bool isCarried)
    {
        await StartAsync(isCarried);

        var answer = await attack.Prepare(this, new WireRequest(Body)).SendAsync(Server);

        Assert.That(Server.Tools.Calls, Is.Empty, answer.Body);
        Assert.That(Server.Audit.Decisions.Single().Effect, Is.EqualTo(AuditEffect.Deny));
        Assert.That(answer.Status, Is.Not.EqualTo(500));
        var told = JsonSerializer.Serialize(Server.Audit.Records) + answer.Body;
        Assert.That(told, Does.Not.Contain("eyJ").And.Not.Contain("pom_mat_0").And.Not.Contain("sk-svc"), "No credential is told.");
    }

    [Test]
    public async Task Sign_in_through_both_gateways_runs([Values] bool isCarried)
    {
        await StartAsync(isCarried);

        var answer = await AsAlice(new WireRequest(Body)).SendAsync(Server);

        Assert.That((answer.Status, Server.Tools.Calls.Count, Server.Audit.Decisions.Single().Subject), Is.EqualTo((200, 1, "00u-alice")), answer.Body);
    }

    [TestCase("X-Pomerium-Jwt-Assertion: {a}", "x-forwarded-proto: https", 200)]
    [TestCase("x-POMERIUM-jwt-ASSERTION: {a}", "x-forwarded-proto: https", 200)]
    [TestCase("X-Pomerium-Jwt-Assertion: {a}", "X-Pomerium-Jwt-Assertion: {a}", 400)]
    [TestCase("X-Pomerium-Jwt-Assertion: {a}", "x-pomerium-jwt-assertion: {b}", 400)]
    [TestCase("x-pomerium-jwt-assertion: {b}", "X-POMERIUM-JWT-ASSERTION: {a}", 400)]
    [TestCase("X-Pomerium-Jwt-Assertion: {a}", "X-Pomerium-Jwt-Assertion:", 400)]
    [TestCase("X-Pomerium-Jwt-Assertion: {a} {a}", "x-forwarded-proto: https", 400)]
    [TestCase("X-Pomerium-Jwt-Assertion: {a}, {b}", "x-forwarded-proto: https", 400)]
    [TestCase("X-Pomerium-Jwt-Assertion: {a}", "Authorization: Bearer other", 400)]
    [TestCase("X-Pomerium-Jwt-Assertion: {a}", "authorization: Basic YTpi", 400)]
    public async Task Header_in_any_letter_case_counts_once(string first, string second, int status)
    {
        await StartAsync(isCarried: true);
        var (own, other) = (Who(), Who(claims => claims["sub"] = "00u-bob"));
        string[] headers = [$"Authorization: Bearer {Through()}", "Content-Type: application/json", .. Lines(first, second)];

        Assert.That(await RawRequest.SendAsync(Server, Body, headers), Is.EqualTo(status));
        Assert.That(Server.Tools.Calls, Has.Count.EqualTo(status == 200 ? 1 : 0));

        IEnumerable<string> Lines(params string[] lines) =>
            lines.Select(line => line.Replace("{a}", own, StringComparison.Ordinal).Replace("{b}", other, StringComparison.Ordinal));
    }

    [Test]
    public async Task Assertion_after_the_body_is_no_credential()
    {
        await StartAsync(isCarried: true);

        var status = await RawRequest.SendWithTrailerAsync(
            Server, Body, $"{Assertion}: {Who()}", $"Authorization: Bearer {Through()}", "Content-Type: application/json", $"Trailer: {Assertion}");

        Assert.That((status, Server.Tools.Calls.Count, Server.Audit.Decisions.Single().Reason), Is.EqualTo((401, 0, ReasonCode.CredentialMissing)));
    }

    [Test]
    public async Task Pair_counts_only_while_both_tokens_do([Values] bool isCarried, [Values] bool isTokenOld)
    {
        await StartAsync(isCarried);
        var (assertion, token) = (Who(), Through());
        await new WireRequest(Body).With(Assertion, assertion).WithToken(token).SendAsync(Server);

        Server.Time.Advance(TimeSpan.FromSeconds(331));
        await new WireRequest(Body).With(Assertion, isTokenOld ? Who() : assertion).WithToken(isTokenOld ? token : Through()).SendAsync(Server);

        Assert.That(Server.Audit.Decisions.Select(record => record.Reason), Is.EqualTo(new[] { ReasonCode.Allowed, ReasonCode.TokenExpired }));
        Assert.That(Server.Tools.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Session_continues_with_another_pair_of_the_same_user_only([Values] bool isCarried)
    {
        await StartAsync(isCarried, HttpServerSessionMode.Stateful);
        var session = (await AsAlice(new WireRequest(Initialize)).SendAsync(Server)).Headers["Mcp-Session-Id"];

        var bob = await As("00u-bob", "s-9", In(session, new WireRequest(Body))).SendAsync(Server);
        var deleted = await As("00u-bob", "s-9", In(session, new WireRequest((string?)null, "DELETE"))).SendAsync(Server);
        var alone = await In(session, new WireRequest(Body)).With(Assertion, Who()).SendAsync(Server);
        var through = await In(session, new WireRequest(Body)).WithToken(Through()).SendAsync(Server);
        Assert.That((bob.Status, deleted.Status, alone.Status, through.Status, Server.Tools.Calls.Count), Is.EqualTo((404, 404, 401, 401, 0)));

        var next = await As("00u-alice", "s-2", In(session, new WireRequest(Body))).SendAsync(Server);
        Assert.That((next.Status, Server.Tools.Calls.Count), Is.EqualTo((200, 1)), next.Body);
    }

    [Test]
    public async Task Stream_ends_with_the_first_of_two_tokens([Values] bool isCarried, [Values] bool isTokenFirst)
    {
        await StartAsync(isCarried, HttpServerSessionMode.Stateful);
        var session = (await AsAlice(new WireRequest(Initialize)).SendAsync(Server)).Headers["Mcp-Session-Id"];
        Server.Audit.Clear();
        var request = In(session, new WireRequest((string?)null, "GET")).With(Assertion, Who(isTokenFirst ? null : Shorter)).WithToken(
            Through(isTokenFirst ? Shorter : null));
        using var stream = await request.OpenAsync(Server);

        Server.Time.Advance(TimeSpan.FromSeconds(151));

        Assert.That(await stream.ReadAsync(), Is.Null);
        await Eventually.IsTrueAsync(() => Server.Audit.Outcomes.Count == 1);
        Assert.That(Server.Audit.Outcomes.Single().Reason, Is.EqualTo(ReasonCode.TokenExpired));

        static void Shorter(JsonObject claims) => claims["exp"] = (long)claims["iat"]! + 120;
    }

    private async Task StartAsync(bool isCarried, HttpServerSessionMode mode = HttpServerSessionMode.Stateless)
    {
        _isCarried = isCarried;
        _server = await GuardedWebServer.StartAsync(Configure, server =>
        {
            server.Services.PostConfigure<McpGuardOptions>(options => options.Authority = null);
#pragma warning disable MCP9006 // The obsolete session options are what is tested.
            server.Services.Configure<HttpServerTransportOptions>(options => options.SessionMode = mode);
#pragma warning restore MCP9006
        });
    }

    private void Configure(McpGuardOptions options)
    {
        options.Issuers["pomerium"] = new IssuerOptions
        {
            Issuer = GatewaySigner.Host,
            Profile = IssuerProfile.Pomerium,
            Audiences = { GatewaySigner.Host },
            Keys = { Jwks = _pomerium.Jwks },
            Gateway = new GatewayOptions { Client = "pomerium", Carrier = _isCarried ? "litellm" : null },
        };
        options.Issuers["litellm"] = new IssuerOptions
        {
            Issuer = GatewaySigner.LiteLlm,
            Profile = IssuerProfile.LiteLlm,
            Keys = { Jwks = _liteLlm.Jwks },
            Gateway = new GatewayOptions { Client = "litellm" },
            Corroboration = _isCarried ? null : new CorroborationOptions { By = "pomerium", Required = true },
        };
        options.Issuers[_isCarried ? "pomerium" : "litellm"].GroupScopes["finance"] = "mcp:basic files:read files:write";
    }

    private static WireRequest In(string session, WireRequest request) => request.With("Mcp-Session-Id", session);

    private WireRequest AsAlice(WireRequest request) => request.With(Assertion, Who()).WithToken(Through());

    private WireRequest As(string user, string session, WireRequest request)
    {
        return request.With(Assertion, Who(Change)).WithToken(Through(_isCarried ? null : Change));

        void Change(JsonObject claims)
        {
            claims["sub"] = user;
            claims["sid"] = session;
        }
    }

    private string Who(Action<JsonObject>? change = null)
    {
        var claims = WhoClaims();
        change?.Invoke(claims);
        return _pomerium.SignElliptic(claims);
    }

    private string Through(Action<JsonObject>? change = null)
    {
        var claims = ThroughClaims();
        change?.Invoke(claims);
        return _liteLlm.SignRsa(claims);
    }

    private JsonObject WhoClaims()
    {
        var claims = GatewaySigner.AssertionClaims(Server.Time.GetUtcNow());
        claims["jti"] = "j-1";
        return claims;
    }

    private JsonObject ThroughClaims()
    {
        var claims = GatewaySigner.LiteLlmClaims(Server.Time.GetUtcNow());
        if (_isCarried)
        {
            claims["sub"] = "apikey:0123456789abcdef";
            return claims;
        }

        claims["sid"] = "s-1";
        claims["jti"] = "j-1";
        claims["groups"] = new JsonArray("finance");
        return claims;
    }

    /// <summary>What an attacker sends.</summary>
    internal sealed record Attack(string Name, Func<OutsiderTests, WireRequest, WireRequest> Prepare)
    {
        public override string ToString() => Name;
    }
}
