using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Policy;

/// <summary>A gateway's signed word on the caller's device counts; anything less than that says nothing.</summary>
internal sealed class DeviceAssertionTests
{
    private const string Header = "X-Device-Assertion";
    private const string Rules = """{"Rules":{"managed":{"Tools":["files_read"],"Device":{"Assertion":true,"Allowed":["compliant"]}}}}""";
    private const string FreshRules =
        """{"Rules":{"managed":{"Tools":["files_read"],"Device":{"Assertion":true,"Allowed":["compliant"],"MaxAge":"00:10:00"}}}}""";

    private TestAuthority _gateway = null!;
    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _gateway = new TestAuthority("https://gateway.example");
        _server = await StartAsync(Rules);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _gateway.Dispose();
    }

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    public async Task Signed_assertion_of_a_compliant_device_allows_the_call(string? version)
    {
        Assert.That((await CallAsync([Assertion().Build()], version)).Verdict, Is.EqualTo(200));
        Assert.That(_server.Audit.Decisions.Single().Facts, Is.EqualTo(new[] { new AccessFact("managed", "device", "compliant", true) }));
    }

    [Test]
    public async Task Missing_assertion_is_refused_without_a_challenge()
    {
        var answer = await CallAsync([]);

        Assert.That((answer.Verdict, answer.Challenges.Length), Is.EqualTo((403, 0)));
        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.DeviceNotAllowed));
        Assert.That(_server.Tools.Calls, Is.Empty);
    }

    private static IEnumerable<TestCaseData> Unbelievable()
    {
        yield return Of("another posture", token => token.With("posture", "jailbroken"));
        yield return Of("no posture", token => token.Without("posture"));
        yield return Of("posture of another type", token => token.With("posture", true));
        yield return Of("unsigned", token => token.WithHeader("alg", "none"));
        yield return Of("shared secret", token => token.WithHeader("alg", "HS256"));
        yield return Of("foreign key", token => token.SignedWith(new TestSigningKey("key-1")));
        yield return Of("unknown key", token => token.SignedWith(new TestSigningKey("key-9")).WithHeader("kid", "key-9"));
        yield return Of("other issuer", token => token.With("iss", "https://other.example"));
        yield return Of("issuer with a slash", token => token.With("iss", "https://gateway.example/"));
        yield return Of("no issuer", token => token.Without("iss"));
        yield return Of("other audience", token => token.With("aud", "https://other.example/mcp"));
        yield return Of("audience with a slash", token => token.With("aud", $"{GuardedWebServer.Resource}/"));
        yield return Of("no audience", token => token.Without("aud"));
        yield return Of("other subject", token => token.With("sub", "bob"));
        yield return Of("no subject", token => token.Without("sub"));
        yield return Of("other issuer's subject", token => token.With("sub_id", SubjectOf("https://other.example")));
        yield return Of("a subject without an issuer", token => token.Without("sub_id"));
        yield return Of("issuer as a list", token => token.With("sub_id", new JsonObject { ["iss"] = new JsonArray("https://authority.example") }));
        yield return Of("other client", token => token.With("client_id", "desktop"));
        yield return Of("no client", token => token.Without("client_id"));
        yield return Of("other actor", token => token.With("act", new JsonObject { ["sub"] = "agent-2" }));
        yield return Of("other issuer's actor", token => token.With("act", new JsonObject { ["sub"] = "agent-1", ["iss"] = "https://other.example" }));
        yield return Of("actor as a prior one", token =>
            token.With("act", new JsonObject { ["sub"] = "agent-2", ["act"] = new JsonObject { ["sub"] = "agent-1" } }));
        yield return Of("no actor", token => token.Without("act"));
        yield return Of("actor of another type", token => token.With("act", "agent-1"));
        yield return Of("no end", token => token.Without("exp"));
        yield return Of("end as text", token => token.With("exp", "9999999999"));
        yield return Of("ended", token => token.With("exp", DateTimeOffset.UtcNow.AddMinutes(-2).ToUnixTimeSeconds()));
        yield return Of("for ever", token => token.With("exp", DateTimeOffset.UtcNow.AddHours(2).ToUnixTimeSeconds()));
        yield return Of("not yet", token => token.With("nbf", DateTimeOffset.UtcNow.AddMinutes(2).ToUnixTimeSeconds()));
        yield return Of("access token", token => token.WithHeader("typ", "at+jwt"));
        yield return Of("critical header", token => token.WithHeader("crit", new JsonArray("exp")));

        static TestCaseData Of(string name, Action<TestTokenBuilder> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Unbelievable))]
    public async Task Assertion_with_one_error_is_ignored(Action<TestTokenBuilder> change)
    {
        var assertion = Assertion();
        change(assertion);

        Assert.That((await CallAsync([assertion.Build()])).Verdict, Is.EqualTo(403));
        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.DeviceNotAllowed));
        Assert.That(_server.Tools.Calls, Is.Empty);
    }

    [TestCase("compliant")]
    [TestCase("""{"posture":"compliant"}""")]
    [TestCase("")]
    public async Task Unsigned_header_is_ignored(string header) =>
        Assert.That((await CallAsync([header])).Verdict, Is.EqualTo(403));

    [Test]
    public async Task Duplicate_header_is_ignored()
    {
        var assertion = Assertion().Build();

        var status = await RawRequest.SendAsync(_server, WireRequest.ReadCall,
            $"Authorization: Bearer {_server.NewToken().Build()}", "Content-Type: application/json", $"{Header}: {assertion}", $"{Header}: {assertion}");

        Assert.That((status, _server.Audit.Decisions.Single().Effect, _server.Tools.Calls.Count), Is.EqualTo((200, AuditEffect.Deny, 0)));
    }

    [Test]
    public async Task Duplicate_claim_is_ignored()
    {
        var assertion = Assertion();

        Assert.That((await CallAsync([assertion.Build(assertion.Header, assertion.Claims.Insert(1, "\"posture\":\"jailbroken\","))])).Verdict, Is.EqualTo(403));
    }

    [Test]
    public async Task Claim_of_the_access_token_does_not_replace_the_assertion()
    {
        var answer = await WireRequest.Call("files_read", """{"path":"a"}""").WithToken(_server.NewToken().With("posture", "compliant").Build())
            .SendAsync(_server);

        Assert.That(answer.Verdict, Is.EqualTo(403));
    }

    [TestCase(-599, 200)]
    [TestCase(-601, 403)]
    [TestCase(60, 403)]
    [TestCase(null, 403)]
    public async Task Device_check_must_be_recent_if_the_rule_requires_it(int? lookedAt, int status)
    {
        await using var server = await StartAsync(FreshRules, assertion => assertion.CheckedAtClaim = "checked_at");
        var assertion = Assertion();
        if (lookedAt is { } seconds)
            assertion.With("checked_at", server.Time.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds());

        Assert.That((await CallAsync([assertion.Build()], server: server)).Verdict, Is.EqualTo(status));
    }

    [Test]
    public async Task Audience_and_header_come_from_the_options()
    {
        await using var server = await StartAsync(Rules, assertion => (assertion.Audience, assertion.Header) = ("mcp", "X-Pomerium-Jwt-Assertion"));

        Assert.That((await CallAsync([Assertion().With("aud", "mcp").Build()], server: server, header: "X-Pomerium-Jwt-Assertion")).Verdict, Is.EqualTo(200));
        Assert.That((await CallAsync([Assertion().Build()], server: server, header: "X-Pomerium-Jwt-Assertion")).Verdict, Is.EqualTo(403));
        Assert.That((await CallAsync([Assertion().With("aud", "mcp").Build()], server: server)).Verdict, Is.EqualTo(403));
    }

    [Test]
    public async Task Keys_are_read_only_when_a_rule_needs_them()
    {
        await using var server = await StartAsync(Rules, assertion => (assertion.Keys.Jwks, assertion.Keys.Uri) = (null, "https://gateway.example/jwks"));

        await WireRequest.Call("echo", """{"message":"x"}""").With(Header, Assertion().Build()).WithToken(server.NewToken().Build()).SendAsync(server);
        Assert.That(_gateway.KeyRequests, Is.Zero);

        Assert.That((await CallAsync([Assertion().Build()], server: server)).Verdict, Is.EqualTo(200));
        _gateway.IsReachable = false;
        Assert.That((await CallAsync([Assertion().Build()], server: server)).Verdict, Is.EqualTo(200));
        Assert.That(_gateway.KeyRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task Assertion_is_ignored_while_the_keys_of_the_gateway_are_unavailable()
    {
        _gateway.IsReachable = false;
        await using var server = await StartAsync(Rules, assertion => (assertion.Keys.Jwks, assertion.Keys.Uri) = (null, "https://gateway.example/jwks"));

        Assert.That((await CallAsync([Assertion().Build()], server: server)).Verdict, Is.EqualTo(403));
    }

    [Test]
    public async Task Word_is_verified_once_for_one_request()
    {
        var verifier = _server.Services.GetRequiredService<DeviceAssertions>().Find(_server.Services.GetRequiredService<IOptions<McpGuardOptions>>().Value)!;
        var caller = new DelegatedCaller
        {
            Issuer = _server.Authority.Issuer,
            Subject = "alice",
            ClientId = "agent-1",
            Actor = new("agent-1"),
            Scopes = ScopeSet.Empty,
            TokenId = "t",
            ExpiresAt = _server.Time.GetUtcNow(),
        };
        var device = new PresentedDevice(Assertion().Build());

        var first = device.ReadAsync(verifier, caller);
        var second = device.ReadAsync(verifier, caller);

        Assert.That((await first).GetProperty("posture").GetString(), Is.EqualTo("compliant"));
        Assert.That(second, Is.SameAs(first));
    }

    [Test]
    public async Task List_shows_the_tool_to_callers_with_an_accepted_device()
    {
        Assert.That(await ListAsync(Assertion().Build()), Has.Member("files_read"));
        Assert.That(await ListAsync(Assertion().With("sub", "bob").Build()), Has.No.Member("files_read"));

        async Task<IEnumerable<string?>> ListAsync(string assertion) =>
            (await new WireRequest("""{"jsonrpc":"2.0","id":7,"method":"tools/list"}""").With(Header, assertion).WithToken(_server.NewToken().Build())
                    .SendAsync(_server))
            .Json!["result"]!["tools"]!.AsArray().Select(tool => (string?)tool!["name"]);
    }

    [Test]
    public async Task Assertion_is_nowhere_that_a_tool_or_a_reviewer_sees_it()
    {
        var assertion = Assertion().Build();

        var answer = await WireRequest.Call("headers").With(Header, assertion).WithToken(_server.NewToken().Build()).SendAsync(_server);
        await CallAsync([assertion]);

        Assert.That((answer.Verdict, answer.Body.Contains(assertion, StringComparison.Ordinal)), Is.EqualTo((200, false)));
        Assert.That(_server.Audit.Records.Select(record => record.ToString()), Has.None.Contains(assertion.Split('.')[2]));
    }

    [TestCase(
        """{"Rules":{"managed":{"Tools":["files_read"],"Device":{"Assertion":true,"Allowed":["compliant"]}}}}""", null, "DeviceAssertion",
        TestName = "Startup_fails_for_rule_without_a_gateway")]
    [TestCase(
        """{"Rules":{"managed":{"Tools":["files_read"],"Device":{"Assertion":true,"Claim":"posture","Allowed":["compliant"]}}}}""", "", "Assertion",
        TestName = "Startup_fails_for_rule_with_a_claim_of_its_own")]
    [TestCase(FreshRules, "", "MaxAge", TestName = "Startup_fails_for_rule_with_an_age_that_no_claim_gives")]
    [TestCase("{}", "Issuer", "DeviceAssertion:Issuer", TestName = "Startup_fails_for_gateway_without_a_name")]
    [TestCase("{}", "Claim", "DeviceAssertion:Claim", TestName = "Startup_fails_for_gateway_without_a_claim")]
    [TestCase("{}", "Keys", "DeviceAssertion:Keys", TestName = "Startup_fails_for_gateway_without_keys")]
    [TestCase("{}", "Header", "DeviceAssertion:Header", TestName = "Startup_fails_for_access_token_as_an_assertion")]
    public async Task Start_stops(string policy, string? missing, string named)
    {
        var refused = await Assert.ThrowsAsync<McpGuardConfigurationException>(() => StartAsync(policy, missing is null ? null : assertion =>
        {
            assertion.Issuer = missing == "Issuer" ? null : assertion.Issuer;
            assertion.Claim = missing == "Claim" ? null : assertion.Claim;
            assertion.Keys.Jwks = missing == "Keys" ? null : assertion.Keys.Jwks;
            assertion.Header = missing == "Header" ? "authorization" : assertion.Header;
        }, hasGateway: missing is not null));

        Assert.That(refused!.Message, Does.Contain(named));
    }

    [Test]
    public async Task Assertion_for_a_caller_without_an_actor_names_none()
    {
        var token = _server.NewToken().Without("act").Build();

        Assert.That((await CallAsync([Assertion().Without("act").Build()], token: token)).Verdict, Is.EqualTo(200));
        Assert.That((await CallAsync([Assertion().Build()], token: token)).Verdict, Is.EqualTo(403));
    }

    [Test]
    public async Task Client_that_replaces_the_actor_is_bound_as_the_client()
    {
        await using var server = await StartAsync(Rules, postConfigure: options =>
        {
            options.Issuers["main"] = new IssuerOptions { Issuer = options.Authority, ActorSource = ActorSource.ClientId };
            options.Authority = null;
        });
        var token = server.NewToken().Without("act").Build();

        Assert.That((await CallAsync([Assertion().Without("act").Build()], server: server, token: token)).Verdict, Is.EqualTo(200));
        Assert.That(
            (await CallAsync([Assertion().Without("act").With("client_id", "desktop").Build()], server: server, token: token)).Verdict, Is.EqualTo(403));
    }

    [Test]
    public async Task Binding_claims_come_from_the_options()
    {
        await using var server = await StartAsync(Rules, assertion => (assertion.SubjectIssuerClaim, assertion.ClientClaim) = ("caller_iss", "azp"));
        var assertion = Assertion().Without("sub_id").Without("client_id").With("caller_iss", server.Authority.Issuer).With("azp", "agent-1");

        Assert.That((await CallAsync([assertion.Build()], server: server)).Verdict, Is.EqualTo(200));
        Assert.That((await CallAsync([Assertion().Build()], server: server)).Verdict, Is.EqualTo(403));
    }

    [Test]
    public async Task Assertion_counts_once_if_the_options_require_it()
    {
        await using var server = await StartAsync(Rules, assertion => assertion.SingleUse = true);
        var assertion = Issued().Build();

        Assert.That((await CallAsync([assertion], server: server)).Verdict, Is.EqualTo(200));
        Assert.That((await CallAsync([assertion], server: server)).Verdict, Is.EqualTo(403));
        Assert.That((await CallAsync([Issued().Build()], server: server)).Verdict, Is.EqualTo(200));
        Assert.That((await CallAsync([Issued().Without("jti").Build()], server: server)).Verdict, Is.EqualTo(403));

        // After the start of the server, also in whole seconds.
        TestTokenBuilder Issued() => Assertion().With("iat", DateTimeOffset.UtcNow.AddSeconds(1).ToUnixTimeSeconds());
    }

    [Test]
    public async Task Single_use_assertion_from_before_the_start_of_the_server_does_not_count()
    {
        await using var server = await StartAsync(Rules, assertion => assertion.SingleUse = true);
        var before = DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeSeconds();

        Assert.That((await CallAsync([Assertion().With("iat", before).Build()], server: server)).Verdict, Is.EqualTo(403));
        Assert.That((await CallAsync([Assertion().Without("iat").Without("nbf").Build()], server: server)).Verdict, Is.EqualTo(403));
    }

    private TestTokenBuilder Assertion() =>
        _gateway.Token(GuardedWebServer.Resource).WithHeader("typ", "JWT").With("posture", "compliant").With("sub_id", SubjectOf(_server.Authority.Issuer));

    // RFC 9493 section 3.2.4.
    private static JsonObject SubjectOf(string issuer) => new() { ["format"] = "iss_sub", ["iss"] = issuer, ["sub"] = "alice" };

    private Task<WireAnswer> CallAsync(
        string[] assertions, string? version = null, GuardedWebServer? server = null, string header = Header, string? token = null) =>
        WireRequest.Call("files_read", """{"path":"a"}""", version).With(header, assertions).WithToken(token ?? (server ?? _server).NewToken().Build())
            .SendAsync(server ?? _server);

    private Task<GuardedWebServer> StartAsync(
        string policy, Action<DeviceAssertionOptions>? configure = null, bool hasGateway = true, Action<McpGuardOptions>? postConfigure = null) =>
        GuardedWebServer.StartAsync(
        options =>
        {
            options.Policy = policy;
            if (!hasGateway)
                return;

            options.DeviceAssertion = new()
            {
                Issuer = _gateway.Issuer,
                Claim = "posture",
                Keys = { Jwks = new JsonObject { ["keys"] = new JsonArray(_gateway.Key.ToJsonWebKey()) }.ToJsonString() },
            };
            configure?.Invoke(options.DeviceAssertion);
        },
        mcp => mcp
            .WithTools([McpServerTool.Create((IHttpContextAccessor http) => $"{string.Join('\n', http.HttpContext!.Request.Headers)}", new()
            {
                Name = "headers", Metadata = [new AllowAnyCallerAttribute()], Services = new ServiceCollection().AddHttpContextAccessor()
                    .BuildServiceProvider(),
            })])
            .WithTestAuthority(_gateway)
            .Services.PostConfigure<McpGuardOptions>(options =>
            {
                // The gateway answers for its keys, and issues no tokens.
                options.Issuers.Remove(new Uri(_gateway.Issuer).Host);
                postConfigure?.Invoke(options);
            }));
}
