using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Two credentials in one request count only as a pair that the configuration names, and only if they are of one caller.</summary>
internal sealed class CredentialPairTests
{
    private const string Header = "X-Pomerium-Jwt-Assertion";
    private const string Host = "llm.corp.example";
    private const string LiteLlm = "https://llm.corp.example";

    private static readonly TestSigningKey _foreignKey = new("key-1");

    private TestSigningKey _key = null!;
    private GuardedWebServer? _server;

    private GuardedWebServer Server => _server!;

    [SetUp]
    public void MakeKey() => _key = new TestSigningKey("key-1");

    [TearDown]
    public async Task StopAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _server = null;
        _key.Dispose();
    }

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    public async Task Corroborated_call_runs_and_both_gateways_are_recorded(string? version)
    {
        await StartCorroboratedAsync();

        var answer = await Call("files_read", version).With(Header, Assertion()).WithToken(Routed()).With("X-Request-Id", "req-1").SendAsync(Server);

        var record = Server.Audit.Decisions.Single();
        Assert.That((answer.Status, answer.Error, Server.Tools.Calls.Count), Is.EqualTo((200, (JsonNode?)null, 1)), answer.Body);
        Assert.That((record.Issuer, record.Subject, record.ClientId, record.Tenant), Is.EqualTo((LiteLlm, "00u-alice", "litellm", "team-finance")));
        Assert.That(record.Gateways, Is.EqualTo(new[]
        {
            new AuditGateway("litellm", AuditGatewayProof.Signature, LiteLlm, "key-1", "s-1", record.TokenId),
            new AuditGateway("pomerium", AuditGatewayProof.Signature, Host, "key-1", "s-1", "j-1", "req-1"),
        }));
    }

    [TestCase("sub", "00u-bob")]
    [TestCase("sid", "s-2")]
    [TestCase("jti", "j-2")]
    public async Task Assertion_that_says_something_else_is_refused(string claim, string value)
    {
        await StartCorroboratedAsync();

        var answer = await Call().With(Header, Assertion(token => token.With(claim, value))).WithToken(Routed()).SendAsync(Server);

        var record = Server.Audit.Decisions.Single();
        Assert.That((answer.Status, Server.Tools.Calls.Count, record.Reason), Is.EqualTo((403, 0, ReasonCode.CredentialsDisagree)), answer.Body);
        Assert.That((record.Claimed!.TokenFault!.Part, record.Claimed.TokenFault.Found, record.Subject), Is.EqualTo((claim, value, (string?)null)));
        Assert.That(answer.Body, Does.Not.Contain(value), "One caller learns nothing of the other.");
    }

    private static IEnumerable<TestCaseData> BadAssertions()
    {
        yield return Of("another audience", ReasonCode.AudienceMismatch, token => token.With("aud", "files.corp.example"));
        yield return Of("this server as the audience", ReasonCode.AudienceMismatch, token => token.With("aud", GuardedWebServer.Resource));
        yield return Of("another issuer", ReasonCode.IssuerUnknown, token => token.With("iss", "files.corp.example"));
        yield return Of("expired", ReasonCode.TokenExpired, token => token.With("iat", 1).With("exp", 200));
        yield return Of("empty subject", ReasonCode.ClaimInvalid, token => token.With("sub", ""));
        yield return Of("foreign key", ReasonCode.SignatureInvalid, token => token.SignedWith(_foreignKey));

        static TestCaseData Of(string name, ReasonCode reason, Action<TestTokenBuilder> change) => new TestCaseData(reason, change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(BadAssertions))]
    public async Task Assertion_with_a_valid_token_is_verified_in_full(ReasonCode reason, Action<TestTokenBuilder> change)
    {
        await StartCorroboratedAsync();

        await Call().With(Header, Assertion(change)).WithToken(Routed()).SendAsync(Server);

        Assert.That((Server.Audit.Decisions.Single().Reason, Server.Tools.Calls.Count), Is.EqualTo((reason, 0)));
    }

    [Test]
    public async Task Missing_assertion_is_recorded_as_the_word_of_the_other_gateway()
    {
        await StartCorroboratedAsync();

        await Call().WithToken(Routed()).SendAsync(Server);

        Assert.That(Server.Tools.Calls, Has.Count.EqualTo(1));
        Assert.That(
            Server.Audit.Decisions.Single().Gateways![1],
            Is.EqualTo(new AuditGateway("pomerium", AuditGatewayProof.Assertion, Host, SessionId: "s-1", TokenId: "j-1")));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Token_without_the_copied_claims_proves_no_other_gateway(bool hasAssertion)
    {
        await StartCorroboratedAsync();
        var call = Call().WithToken(Routed(token => token.Without("sid").Without("jti")));

        await (hasAssertion ? call.With(Header, Assertion()) : call).SendAsync(Server);

        Assert.That(Server.Tools.Calls, Has.Count.EqualTo(1));
        Assert.That(Server.Audit.Decisions.Single().Gateways![1], Is.EqualTo(new AuditGateway("pomerium", AuditGatewayProof.None, Host)));
    }

    [TestCase(false, ReasonCode.CredentialMissing)]
    [TestCase(true, ReasonCode.CredentialsDisagree)]
    public async Task Required_corroboration_that_is_missing_is_refused(bool hasAssertion, ReasonCode reason)
    {
        await StartCorroboratedAsync(required: true);
        var call = Call().WithToken(Routed(token => token.Without("sid")));

        await (hasAssertion ? call.With(Header, Assertion()) : call).SendAsync(Server);

        Assert.That((Server.Audit.Decisions.Single().Reason, Server.Tools.Calls.Count), Is.EqualTo((reason, 0)));
    }

    [Test]
    public async Task Corroborating_assertion_alone_is_refused_again_and_again()
    {
        await StartCorroboratedAsync();
        var assertion = Assertion();

        await Call().With(Header, assertion).WithToken(Routed()).SendAsync(Server);
        var answer = await Call().With(Header, assertion).SendAsync(Server);

        Assert.That(
            (answer.Status, Server.Audit.Decisions[^1].Reason, Server.Tools.Calls.Count),
            Is.EqualTo((401, ReasonCode.CredentialMissing, 1)),
            answer.Body);
        Assert.That(Server.Audit.Decisions[^1].Claimed!.TokenFault!.Setting, Is.EqualTo("McpGuard:Issuers:litellm:Corroboration:By"));
    }

    [Test]
    public async Task Carried_assertion_says_who_calls_and_which_groups()
    {
        await StartCarriedAsync();

        var answer = await Call().With(Header, Assertion()).WithToken(
            Routed(token => token.With("sub", "apikey:0123456789abcdef").Without("sid").Without("jti"))).SendAsync(Server);

        var record = Server.Audit.Decisions.Single();
        Assert.That((answer.Status, answer.Error, Server.Tools.Calls.Count), Is.EqualTo((200, (JsonNode?)null, 1)), answer.Body);
        Assert.That(
            (record.Issuer, record.Subject, record.ClientId, record.Tenant, record.TokenId),
            Is.EqualTo((Host, "00u-alice", "litellm", "team-finance", "j-1")));
        Assert.That(
            record.Gateways!.Select(gateway => (gateway.Name, gateway.Proof)),
            Is.EqualTo(new[] { ("litellm", AuditGatewayProof.Signature), ("pomerium", AuditGatewayProof.Signature) }));
        Assert.That(record.ScopesGranted, Is.EquivalentTo(new[] { "mcp:basic", "files:read", "files:write" }));
    }

    [Test]
    public async Task Carrier_decides_for_which_tool()
    {
        await StartCarriedAsync();

        var answer = await Call("files_write").With(Header, Assertion()).WithToken(Routed()).SendAsync(Server);

        Assert.That((answer.Status, answer.IsToolResult, Server.Tools.Calls.Count), Is.EqualTo((200, true, 0)), answer.Body);
        Assert.That(Server.Audit.Decisions.Single().ScopesMissing, Is.EqualTo(new[] { "mcp:tools/files_write:call" }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Carrier_and_assertion_do_not_count_alone(bool isCarrier)
    {
        await StartCarriedAsync();

        var answer = await (isCarrier ? Call().WithToken(Routed()) : Call().With(Header, Assertion())).SendAsync(Server);

        Assert.That(
            (answer.Status, Server.Audit.Decisions.Single().Reason, Server.Tools.Calls.Count),
            Is.EqualTo((401, ReasonCode.CredentialMissing, 0)),
            answer.Body);
        Assert.That(Server.Audit.Decisions.Single().Claimed!.TokenFault!.Setting, Is.EqualTo("McpGuard:Issuers:pomerium:Gateway:Carrier"));
    }

    [TestCase("sub", "00u-bob")]
    [TestCase("sid", "s-2")]
    [TestCase("jti", "j-2")]
    public async Task Carrier_of_another_user_is_refused(string claim, string value)
    {
        await StartCarriedAsync();

        await Call().With(Header, Assertion()).WithToken(Routed(token => token.With(claim, value))).SendAsync(Server);

        Assert.That((Server.Audit.Decisions.Single().Reason, Server.Tools.Calls.Count), Is.EqualTo((ReasonCode.CredentialsDisagree, 0)));
    }

    [Test]
    public async Task Stand_in_subject_counts_only_as_a_carrier()
    {
        await StartCorroboratedAsync();

        await Call().WithToken(Routed(token => token.With("sub", "apikey:0123456789abcdef"))).SendAsync(Server);

        Assert.That((Server.Audit.Decisions.Single().Reason, Server.Tools.Calls.Count), Is.EqualTo((ReasonCode.ClaimInvalid, 0)));
    }

    [Test]
    public async Task Revoked_session_of_the_second_token_ends_the_caller()
    {
        await StartCarriedAsync();
        Server.Revoke(new Revocation { Issuer = LiteLlm, Subject = "apikey:0123456789abcdef" });

        await Call().With(Header, Assertion()).WithToken(
            Routed(token => token.With("sub", "apikey:0123456789abcdef").Without("sid").Without("jti"))).SendAsync(Server);

        Assert.That((Server.Audit.Decisions.Single().Reason, Server.Tools.Calls.Count), Is.EqualTo((ReasonCode.TokenRevoked, 0)));
    }

    [Test]
    public async Task Callers_own_token_and_the_assertion_of_the_same_user_count_together()
    {
        await StartWithOwnTokenAsync();

        var answer = await Call().With(Header, Assertion(token => token.With("sub", "alice"))).WithToken(Server.NewToken().Build()).SendAsync(Server);

        var record = Server.Audit.Decisions.Single();
        Assert.That((answer.Status, Server.Tools.Calls.Count), Is.EqualTo((200, 1)), answer.Body);
        Assert.That((record.Subject, record.ScopesGranted, record.Gateways!.Single().Name), Is.EqualTo(("alice", record.ScopesGranted, "pomerium")));
        Assert.That(record.ScopesGranted, Is.EquivalentTo(new[] { "files:read", "mcp:basic" }));
    }

    [Test]
    public async Task Callers_own_token_and_the_assertion_of_another_user_are_refused()
    {
        await StartWithOwnTokenAsync();

        await Call().With(Header, Assertion()).WithToken(Server.NewToken().Build()).SendAsync(Server);

        Assert.That((Server.Audit.Decisions.Single().Reason, Server.Tools.Calls.Count), Is.EqualTo((ReasonCode.CredentialsDisagree, 0)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Callers_own_token_and_the_assertion_do_not_count_alone(bool isToken)
    {
        await StartWithOwnTokenAsync();

        await (isToken ? Call().WithToken(Server.NewToken().Build()) : Call().With(Header, Assertion(token => token.With("sub", "alice")))).SendAsync(Server);

        Assert.That((Server.Audit.Decisions.Single().Reason, Server.Tools.Calls.Count), Is.EqualTo((ReasonCode.CredentialMissing, 0)));
    }

    [Test]
    public async Task Two_tokens_that_are_not_the_pair_are_refused()
    {
        await StartWithOwnTokenAsync();

        var answer = await Call().With(Header, Server.NewToken().Build()).WithToken(Server.NewToken().Build()).SendAsync(Server);

        Assert.That((answer.Status, Server.Audit.Decisions.Single().Reason, Server.Tools.Calls.Count), Is.EqualTo((400, ReasonCode.CredentialMalformed, 0)));
    }

    [Test]
    public async Task Session_of_the_gateway_is_not_the_second_credential()
    {
        await StartCorroboratedAsync();

        await Call().With(Header, Assertion()).WithToken($"Pomerium-{Assertion()}").SendAsync(Server);

        Assert.That((Server.Audit.Decisions.Single().Reason, Server.Tools.Calls.Count), Is.EqualTo((ReasonCode.TokenMalformed, 0)));
    }

    private Task StartCorroboratedAsync(bool? required = null) => StartAsync(options =>
    {
        options.Authority = null;
        options.Issuers["litellm"].Corroboration = new CorroborationOptions { By = "pomerium", Required = required };
        options.Issuers["litellm"].Gateway!.ToolScopes["files_read"] = "mcp:basic files:read";
    });

    private Task StartCarriedAsync() => StartAsync(options =>
    {
        options.Authority = null;
        options.Issuers["pomerium"].Gateway!.Carrier = "litellm";
        options.Issuers["pomerium"].GroupScopes["finance"] = "mcp:basic files:read files:write";
    });

    private Task StartWithOwnTokenAsync() => StartAsync(options =>
    {
        options.Issuers.Remove("litellm");
        options.Issuers["own"] = new IssuerOptions { Issuer = options.Authority, Corroboration = new CorroborationOptions { By = "pomerium" } };
        options.Authority = null;
    });

    private async Task StartAsync(Action<McpGuardOptions> configure) => _server = await GuardedWebServer.StartAsync(options =>
    {
        options.Issuers["pomerium"] = new IssuerOptions
        {
            Issuer = Host,
            Profile = IssuerProfile.Pomerium,
            Audiences = { Host },
            Keys = { Jwks = KeySets.JsonOf(_key) },
            Gateway = new GatewayOptions { Client = "pomerium" },
        };
        options.Issuers["litellm"] = new IssuerOptions
        {
            Issuer = LiteLlm,
            Profile = IssuerProfile.LiteLlm,
            Algorithms = { "ES256" },
            Keys = { Jwks = KeySets.JsonOf(_key) },
            Gateway = new GatewayOptions { Client = "litellm" },
        };
    }, server => server.Services.PostConfigure(configure));

    private static WireRequest Call(string tool = "files_read", string? version = null) => WireRequest.Call(tool, """{"path":"a.txt"}""", version);

    private string Assertion(Action<TestTokenBuilder>? change = null) => Build(
        token => token.With("iss", Host).With("aud", Host).With("groups", new JsonArray("finance")),
        change);

    private string Routed(Action<TestTokenBuilder>? change = null) =>
        Build(token => token.With("iss", LiteLlm).With("nbf", Server.Time.GetUtcNow().ToUnixTimeSeconds())
        .With("scope", "mcp:tools/call mcp:tools/files_read:call").With("act", new JsonObject { ["sub"] = "team-finance" }), change);

    private string Build(Action<TestTokenBuilder> of, Action<TestTokenBuilder>? change)
    {
        var token = Server.NewToken().SignedWith(_key).WithHeader("kid", _key.KeyId).WithHeader("typ", "JWT").Without("act").Without("client_id")
            .Without("scope")
            .With("sub", "00u-alice").With("sid", "s-1").With("jti", "j-1");
        of(token);
        change?.Invoke(token);
        return token.Build();
    }
}
