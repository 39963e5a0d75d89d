using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Gateways;

/// <summary>The vectors of both products: each changes one thing of a request that is good otherwise. B is for both, P Pomerium, L LiteLLM.</summary>
[Category("TOK-3")]
internal sealed class GatewayVectorTests
{
    private const string Body = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"files_read","arguments":{"path":"a.txt"}}}""";

    private readonly GatewaySigner _signer = new();
    private GuardedWebServer _server = null!;
    private int _ranBefore;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await StartAsync(_ => { });

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _signer.Dispose();
    }

    [SetUp]
    public void Clear()
    {
        _server.Audit.Clear();
        _ranBefore = _server.Tools.Calls.Count;
    }

    private static IEnumerable<TestCaseData> Assertions()
    {
        yield return Claims("P-A2 empty groups", ReasonCode.ScopeInsufficient, claims => claims["groups"] = new JsonArray());
        yield return Claims("P-A3 user without email and name", ReasonCode.Allowed, claims => (claims["email"], claims["name"]) = ("", ""));
        yield return Claims(
            "P-A4 service account",
            ReasonCode.Allowed,
            claims => (claims["sub"], claims["sid"], claims["email"], claims["name"]) = ("svc-1", "svc-1", "", ""));
        yield return Claims("B-R6 expired", ReasonCode.TokenExpired, claims => (claims["iat"], claims["exp"]) = (Now(claims) - 400, Now(claims) - 100));
        yield return Claims("B-R7 future iat", ReasonCode.TokenNotYetValid, claims => (claims["iat"], claims["exp"]) = (Now(claims) + 100, Now(claims) + 200));
        yield return Claims("B-R8 too long", ReasonCode.LifetimeTooLong, claims => claims["exp"] = Now(claims) + 301);
        yield return Claims("B-R9 no exp", ReasonCode.ClaimMissing, claims => claims.Remove("exp"));
        yield return Claims("B-R10 no aud", ReasonCode.ClaimMissing, claims => claims.Remove("aud"));
        yield return Claims("B-R11 time with a fraction", ReasonCode.ClaimInvalid, claims => claims["iat"] = Now(claims) + 0.5);
        yield return Claims("B-R12 time as a text", ReasonCode.ClaimInvalid, claims => claims["exp"] = $"{Now(claims) + 300}");
        yield return Claims("P-R1 issuer in the other format", ReasonCode.IssuerUnknown, claims => claims["iss"] = $"https://{GatewaySigner.Host}/");
        yield return Claims("P-R2 issuer in another letter case", ReasonCode.IssuerUnknown, claims => claims["iss"] = "FILES.corp.example");
        yield return Claims("P-R3 audience with port", ReasonCode.AudienceMismatch, claims => claims["aud"] = $"{GatewaySigner.Host}:8443");
        yield return Claims("P-R4 audience as an address", ReasonCode.AudienceMismatch, claims => claims["aud"] = $"https://{GatewaySigner.Host}/");
        yield return Claims("P-R5 audience as a list", ReasonCode.ClaimInvalid, claims => claims["aud"] = new JsonArray(GatewaySigner.Host));
        yield return Claims("P-R6 audience in another letter case", ReasonCode.AudienceMismatch, claims => claims["aud"] = "FILES.corp.example");
        yield return Claims("P-R7 audience of a sibling", ReasonCode.AudienceMismatch, claims => claims["aud"] = "mail.corp.example");
        yield return Claims("P-R8 sibling", ReasonCode.IssuerUnknown, claims => (claims["iss"], claims["aud"]) = ("mail.corp.example", "mail.corp.example"));
        yield return Claims("P-R9 empty subject", ReasonCode.ClaimInvalid, claims => claims["sub"] = "");
        yield return Claims("P-R10 groups null", ReasonCode.ClaimInvalid, claims => claims["groups"] = null);
        yield return Claims("P-R11 groups as a text", ReasonCode.ClaimInvalid, claims => claims["groups"] = "finance");
        yield return Claims("P-R12 no jti", ReasonCode.ClaimMissing, claims => claims.Remove("jti"));
        yield return Claims("P-R13 no sid", ReasonCode.ClaimMissing, claims => claims.Remove("sid"));
        yield return Head("B-R1 alg none", ReasonCode.AlgorithmRefused, header => header["alg"] = "none");
        yield return Head("B-R4 jwk", ReasonCode.TokenMalformed, header => header["jwk"] = new JsonObject { ["kty"] = "EC" });
        yield return Head("B-R4 jku", ReasonCode.TokenMalformed, header => header["jku"] = "https://evil.example/keys");
        yield return Head("B-R4 x5c", ReasonCode.TokenMalformed, header => header["x5c"] = new JsonArray("a"));
        yield return Head("B-R4 crit", ReasonCode.CriticalHeaderRefused, header => header["crit"] = new JsonArray("exp"));
        yield return Head("B-R5 no typ", ReasonCode.TokenTypeRefused, header => header.Remove("typ"));
        yield return Head("B-R5 typ at+jwt", ReasonCode.TokenTypeRefused, header => header["typ"] = "at+jwt");
        yield return Head("B-R3 unknown kid", ReasonCode.KeyUnknown, header => header["kid"] = "ec-2");

        static TestCaseData Claims(string id, ReasonCode reason, Action<JsonObject> change) =>
            new TestCaseData(reason, change, (JsonObject _) => { }).SetArgDisplayNames(id);
        static TestCaseData Head(string id, ReasonCode reason, Action<JsonObject> change) =>
            new TestCaseData(reason, (JsonObject _) => { }, change).SetArgDisplayNames(id);
    }

    [TestCaseSource(nameof(Assertions))]
    public async Task Assertion(ReasonCode reason, Action<JsonObject> change, Action<JsonObject> changeHeader)
    {
        var (claims, header) =
            (GatewaySigner.AssertionClaims(_server.Time.GetUtcNow()), new JsonObject { ["alg"] = "ES256", ["kid"] = "ec-1", ["typ"] = "JWT" });
        change(claims);
        changeHeader(header);

        await CheckAsync(new WireRequest(Body).With(GatewaySigner.Header, _signer.SignElliptic(claims, header)), reason);
    }

    private static IEnumerable<TestCaseData> RoutedTokens()
    {
        yield return Of("L-A1 good", ReasonCode.Allowed, _ => { });
        yield return Of("L-A2 extra claims", ReasonCode.Allowed, claims => (claims["x"], claims["groups"]) = (new JsonObject(), new JsonArray("a")));
        yield return Of("B-R8 24 hours", ReasonCode.LifetimeTooLong, claims => claims["exp"] = Now(claims) + 86400);
        yield return Of("L-R1 token for lists", ReasonCode.ScopeInsufficient, claims => claims["scope"] = "mcp:tools/list");
        yield return Of("L-R2 token for another tool", ReasonCode.ScopeInsufficient, claims => claims["scope"] = "mcp:tools/call mcp:tools/files_write:call");
        yield return Of("L-R4 key without a user", ReasonCode.ClaimInvalid, claims => claims["sub"] = "apikey:0123456789abcdef");
        yield return Of("L-R4 the proxy itself", ReasonCode.ClaimInvalid, claims => claims["sub"] = "litellm-proxy");
        yield return Of("L-R4 the proxy's own key", ReasonCode.ClaimInvalid, claims => claims["sub"] = "default_user_id");
        yield return Of("L-R5 default issuer", ReasonCode.IssuerUnknown, claims => claims["iss"] = "litellm");
        yield return Of("L-R5 default audience", ReasonCode.AudienceMismatch, claims => claims["aud"] = "mcp");
        yield return Of("L-R6 another server of the gateway", ReasonCode.AudienceMismatch, claims => claims["aud"] = "https://other.example/mcp");
        yield return Of("L-R7 channel token", ReasonCode.AudienceMismatch, claims => claims["aud"] = "channel");
        yield return Of(
            "L-R8 scopes for everything",
            ReasonCode.ClaimInvalid,
            claims => claims["scope"] = "mcp:tools/call mcp:tools/files_read:call mcp:tools/files_write:call");
        yield return Of("L-R8 scopes of this server", ReasonCode.ClaimInvalid, claims => claims["scope"] = "mcp:basic files:read");
        yield return Of("L-R9 no nbf", ReasonCode.ClaimMissing, claims => claims.Remove("nbf"));
        yield return Of("L-R9 no scope", ReasonCode.ClaimMissing, claims => claims.Remove("scope"));

        static TestCaseData Of(string id, ReasonCode reason, Action<JsonObject> change) => new TestCaseData(reason, change).SetArgDisplayNames(id);
    }

    [TestCaseSource(nameof(RoutedTokens))]
    public async Task Token_of_LiteLlm(ReasonCode reason, Action<JsonObject> change)
    {
        var claims = GatewaySigner.LiteLlmClaims(_server.Time.GetUtcNow());
        change(claims);

        await CheckAsync(new WireRequest(Body).WithToken(_signer.SignRsa(claims)), reason);
    }

    [Test]
    public async Task B_R2_public_key_as_a_secret()
    {
        var token = GatewaySigner.Write(
            new() { ["alg"] = "HS256", ["kid"] = "rsa-1", ["typ"] = "JWT" }, GatewaySigner.LiteLlmClaims(_server.Time.GetUtcNow()).ToJsonString(), content =>
                HMACSHA256.HashData(_signer.PublicKey, content));

        await CheckAsync(new WireRequest(Body).WithToken(token), ReasonCode.AlgorithmRefused);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task B_R3_foreign_key_under_a_known_kid(bool isPomerium)
    {
        using var other = new GatewaySigner();
        var request = isPomerium
            ? new WireRequest(Body).With(GatewaySigner.Header, other.SignElliptic(GatewaySigner.AssertionClaims(_server.Time.GetUtcNow())))
            : new WireRequest(Body).WithToken(other.SignRsa(GatewaySigner.LiteLlmClaims(_server.Time.GetUtcNow())));

        await CheckAsync(request, ReasonCode.SignatureInvalid);
    }

    [Test]
    public async Task B_R13_duplicate_member()
    {
        var claims = GatewaySigner.LiteLlmClaims(_server.Time.GetUtcNow()).ToJsonString();

        await CheckAsync(new WireRequest(Body).WithToken(_signer.SignRsa($$"""{"sub":"00u-bob",{{claims[1..]}}""")), ReasonCode.TokenMalformed);
    }

    [Test]
    public async Task L_R10_other_algorithm_than_the_product_has() =>
        await CheckAsync(
            new WireRequest(Body).WithToken(_signer.SignElliptic(GatewaySigner.LiteLlmClaims(_server.Time.GetUtcNow()))),
            ReasonCode.AlgorithmRefused);

    [Test]
    public async Task B_A4_other_key_type_of_Pomerium() =>
        await CheckAsync(
            new WireRequest(Body).With(GatewaySigner.Header, _signer.SignRsa(GatewaySigner.AssertionClaims(_server.Time.GetUtcNow()))),
            ReasonCode.Allowed);

    [TestCase(-25)]
    [TestCase(25)]
    public async Task B_A3_clock_skew(int seconds) =>
        await CheckAsync(
            new WireRequest(Body).With(GatewaySigner.Header, _signer.SignElliptic(GatewaySigner.AssertionClaims(_server.Time.GetUtcNow().AddSeconds(seconds)))),
            ReasonCode.Allowed);

    [Test]
    public async Task P_A1_issuer_as_an_address_if_configured()
    {
        const string Address = $"https://{GatewaySigner.Host}/";
        await using var server = await StartAsync(options => options.Issuers["pomerium"].Issuer = Address);
        var claims = GatewaySigner.AssertionClaims(server.Time.GetUtcNow());
        claims["iss"] = Address;

        await new WireRequest(Body).With(GatewaySigner.Header, _signer.SignElliptic(claims)).SendAsync(server);

        Assert.That((server.Audit.Decisions.Single().Reason, server.Audit.Decisions.Single().Issuer), Is.EqualTo((ReasonCode.Allowed, Address)));
    }

    [Test]
    public async Task P_A5_many_calls_of_one_session()
    {
        for (var i = 0; i < 4; i++)
            await new WireRequest(Body).With(
                GatewaySigner.Header,
                _signer.SignElliptic(GatewaySigner.AssertionClaims(_server.Time.GetUtcNow()))).SendAsync(_server);

        Assert.That((_server.Tools.Calls.Count - _ranBefore, _server.Audit.Decisions.Select(record => record.TokenId).Distinct().Count()), Is.EqualTo((4, 4)));
    }

    [Test]
    public async Task P_R14_same_assertion_twice_with_single_use()
    {
        await using var server = await StartAsync(options => options.Issuers["pomerium"].Gateway!.SingleUse = true);
        server.Time.Advance(TimeSpan.FromSeconds(1));
        var assertion = _signer.SignElliptic(GatewaySigner.AssertionClaims(server.Time.GetUtcNow()));

        var first = await new WireRequest(Body).With(GatewaySigner.Header, assertion).SendAsync(server);
        var second = await new WireRequest(Body).With(GatewaySigner.Header, assertion).SendAsync(server);

        Assert.That((first.Status, second.Status, server.Tools.Calls.Count), Is.EqualTo((200, 401, 1)));
        Assert.That(server.Audit.Decisions[^1].Reason, Is.EqualTo(ReasonCode.TokenUsed));
    }

    [TestCase("X-Litellm-Mcp-Debug")]
    [TestCase("X-Litellm-Mcp-Approval-Reference")]
    [TestCase("X-Mcp-Channel-Token")]
    [TestCase("X-Pomerium-Jwt-Assertion-For")]
    public async Task L_R11_token_in_another_header_of_the_gateway(string header) =>
        await CheckAsync(
            new WireRequest(Body).With(header, _signer.SignRsa(GatewaySigner.LiteLlmClaims(_server.Time.GetUtcNow()))),
            ReasonCode.CredentialMissing);

    [TestCase("prompts/list")]
    [TestCase("resources/list")]
    public async Task L_R12_prompts_and_resources_without_a_token(string method) =>
        await CheckAsync(new WireRequest($$"""{"jsonrpc":"2.0","id":7,"method":"{{method}}"}"""), ReasonCode.CredentialMissing);

    [TestCase("mcp:tools/list", "initialize", "POST")]
    [TestCase("mcp:tools/list", "tools/list", "POST")]
    [TestCase("mcp:tools/list", "ping", "POST")]
    [TestCase("mcp:tools/list", "notifications/initialized", "POST")]
    [TestCase("mcp:tools/call mcp:tools/files_read:call", "initialize", "POST")]
    [TestCase("mcp:tools/call mcp:tools/files_read:call", "tools/list", "POST")]
    [TestCase("mcp:tools/call mcp:tools/files_read:call", "ping", "POST")]
    [TestCase("mcp:tools/call mcp:tools/files_read:call", "notifications/initialized", "POST")]
    public async Task L_A3_everything_around_a_call_works_with_either_token(string scope, string method, string verb)
    {
        var parameters = method == "initialize"
            ? ""","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"mcp","version":"0.1.0"}}"""
            : "";
        var id = method.StartsWith("notifications/", StringComparison.Ordinal) ? "" : "\"id\":1,";

        await new WireRequest($$"""{"jsonrpc":"2.0",{{id}}"method":"{{method}}"{{parameters}}}""", verb)
            .WithToken(_signer.SignRsa(GatewaySigner.LiteLlmClaims(_server.Time.GetUtcNow(), scope))).SendAsync(_server);

        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    public async Task B_R18_unreachable_keys_are_not_blamed_on_the_caller()
    {
        await using var server = await StartAsync(options =>
        {
            options.Issuers["pomerium"].Keys.Jwks = null;
            options.Issuers["pomerium"].Keys.Uri = "http://127.0.0.1:1/keys";
        });

        var answer = await new WireRequest(Body).With(
            GatewaySigner.Header,
            _signer.SignElliptic(GatewaySigner.AssertionClaims(server.Time.GetUtcNow()))).SendAsync(server);

        Assert.That((answer.Status, server.Audit.Decisions.Single().Reason), Is.EqualTo((503, ReasonCode.KeysUnavailable)));
    }

    private async Task CheckAsync(WireRequest request, ReasonCode reason)
    {
        await request.SendAsync(_server);

        var record = _server.Audit.Decisions.Single();
        Assert.That((record.Reason, _server.Tools.Calls.Count - _ranBefore), Is.EqualTo((reason, reason == ReasonCode.Allowed ? 1 : 0)), record.ToString());
    }

    private Task<GuardedWebServer> StartAsync(Action<McpGuardOptions> configure) => GuardedWebServer.StartAsync(options =>
    {
        options.Issuers["pomerium"] = new IssuerOptions
        {
            Issuer = GatewaySigner.Host,
            Profile = IssuerProfile.Pomerium,
            Audiences = { GatewaySigner.Host },
            Keys = { Jwks = _signer.Jwks },
            Gateway = new GatewayOptions { Client = "pomerium" },
            GroupScopes = { ["finance"] = "mcp:basic files:read" },
        };
        options.Issuers["litellm"] = new IssuerOptions
        {
            Issuer = GatewaySigner.LiteLlm,
            Profile = IssuerProfile.LiteLlm,
            Keys = { Jwks = _signer.Jwks },
            Gateway = new GatewayOptions
            {
                Client = "litellm",
                ToolScopes = { ["files_read"] = "mcp:basic files:read", ["files_write"] = "mcp:basic files:read files:write" },
            },
        };
    }, server => server.Services.PostConfigure<McpGuardOptions>(options =>
    {
        options.Authority = null;
        configure(options);
    }));

    private static long Now(JsonObject claims) => (long)(claims["exp"] ?? 0) - 300;
}
