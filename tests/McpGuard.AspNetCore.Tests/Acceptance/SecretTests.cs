using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>
/// Every secret is marked, requests of every kind are made with all logging on and nothing hidden, and the marks are searched
/// for in what was logged, recorded, traced and answered.
/// </summary>
[Category("LOG-1")]
[NonParallelizable]
internal sealed class SecretTests
{
    private const string Canary = "canary7f3a";

    // What a refused token says of itself may be on record, as a claim.
    private const string Claim = "claim9d1c";

    private readonly List<string> _secrets = [];
    private readonly List<WireAnswer> _answers = [];
    private LogTrap _trap = null!;
    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _secrets.Clear();
        _answers.Clear();
        _secrets.Add(Canary);
        _trap = new LogTrap();
        var authority = new TestAuthority();
        _server = await GuardedWebServer.StartAsync(
            options =>
            {
                options.Callers.DeniedActors.Add($"{authority.Issuer} denied");
                options.Issuers["opaque"] = new IssuerOptions
                {
                    Issuer = IntrospectionEndpoint.Issuer,
                    Introspection = new()
                    {
                        Endpoint = IntrospectionEndpoint.Address,
                        ClientId = "mcp",
                        ClientSecret = $"{Canary}-client-secret",
                        CacheDuration = TimeSpan.Zero,
                    },
                };
            },
            mcp =>
            {
                mcp.Services.AddLogging(_trap.AddTo);
                mcp.Services.ReplaceBackchannel(() => new IntrospectionEndpoint(authority.CreateBackchannel(), Introspected));
            },
            authority: authority);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _trap.Dispose();
    }

    [Test]
    [Category("LOG-3")]
    public async Task Secrets_stay_where_their_owners_sent_them()
    {
        await SendAllAsync();

        var logged = _trap.Logged("");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                logged,
                Has.Some.Contains("\"effect\":\"allow\"").And.Some.Contains("scope_insufficient"),
                "Something was logged.");
            Assert.That(_server.Audit.Decisions.Select(record => record.Reason).Distinct().Count(), Is.GreaterThan(12), "The requests were of many kinds.");
            Assert.That(Hits(_trap.Logged("McpGuard", "Microsoft", "System")), Is.Empty);
            Assert.That(Hits(_trap.Traced), Is.Empty);
            Assert.That(Hits(_server.Audit.Records.Select(record => record.ToString())), Is.Empty);
            Assert.That(
                _server.Audit.Records.Where(record => record.ToString().Contains(Claim, StringComparison.Ordinal)).Select(record => record.Claimed).ToArray(),
                Has.Length.GreaterThan(3).And.None.Null);
            Assert.That(_server.Audit.Records.Select(WithoutClaims), Has.None.Contains(Claim));
            Assert.That(_answers.Select(answer => answer.Body), Has.None.Contains(Claim));
            Assert.That(Hits(_answers.Select(answer => answer.Body + string.Join(' ', answer.Headers) + string.Join(' ', answer.Challenges))), Is.Empty);
        }
    }

    [TestCase("access_token", 400)]
    [TestCase("other", 200)]
    [Category("LOG-2")]
    public async Task Query_string_is_not_logged_by_the_guard(string parameter, int status)
    {
        var answer = await new WireRequest(WireRequest.Echo, path: $"/mcp?{parameter}={Canary}").WithToken(Good()).SendAsync(_server);

        Assert.That(answer.Status, Is.EqualTo(status));
        Assert.That(Hits([.. _trap.Logged("McpGuard"), .. _server.Audit.Records.Select(record => record.ToString()), answer.Body]), Is.Empty);
    }

    [Test]
    [Category("LOG-6")]
    public async Task Refusals_tell_nothing_of_rules_keys_issuers_and_faults()
    {
        await SendAllAsync();

        var refusals = _answers.Where(answer => answer.Error is not null).Select(answer => WithoutReason(answer.Body) + string.Join(' ', answer.Challenges))
            .ToArray();
        Assert.That(refusals, Has.Length.GreaterThan(15));
        foreach (var told in new[]
            {
                "key-1", "kid", "Exception", "   at ", "authority.example", "opaque.example", "introspect", "denied", "alice", "agent-1", "token-1",
            })
            Assert.That(refusals, Has.None.Contains(told));

        // The name of the reason is told, and is the same for every rule.
        static string WithoutReason(string body) => body.Replace("\"reason\":\"actor_denied\"", "", StringComparison.Ordinal);
    }

    private async Task SendAllAsync()
    {
        await SendAsync(_server.NewToken());
        await SendAsync(_server.NewToken().WithScopes("other"));
        await SendAsync(_server.NewToken().With("act", new JsonObject { ["sub"] = "denied" }));

        // The operator is told which audience, type and algorithm a refused token has.
        await SendAsync(_server.NewToken().With("aud", "https://other.example"));
        await SendAsync(_server.NewToken().With("iss", $"https://{Claim}.example"));
        await SendAsync(_server.NewToken().With("sub", Claim).WithTimes(-600, -300, _server.Time));
        await SendAsync(_server.NewToken().With("sub", Claim).SignedWith(new TestSigningKey("key-1")));
        await SendAsync(_server.NewToken().WithHeader("kid", Claim));
        await SendAsync(_server.NewToken().WithHeader("typ", "other"));
        await SendAsync(_server.NewToken().WithHeader("alg", "other"));
        await SendAsync(_server.NewToken().With("cnf", Canary));
        await SendAsync($"{Canary}.{Canary}.{Canary}");
        await SendAsync($"{Canary}-opaque-good");
        await SendAsync($"{Canary}-opaque-inactive");
        await SendAsync($"{Canary}-opaque-broken");
        await SendAsync($"{Canary}-opaque-nonsense");
        foreach (var header in new[] { $"Basic {Canary}", $"Bearer {Canary} {Canary}", $"DPoP {Canary}", Canary })
            await SendAsync(Call().With("Authorization", header));
        await SendAsync(Call().With("Authorization", $"Bearer {Canary}", $"Bearer {Canary}2"));
        await SendAsync(new WireRequest($"{{\"{Canary}\":").WithToken(Good()));
        _server.Authority.IsReachable = false;
        _server.Time.Advance(SigningKeys.FailurePause * 200);
        await SendAsync(_server.NewToken().WithHeader("kid", $"{Claim}2"));
        _server.Audit.Fails = true;
        await SendAsync(Call().WithToken(Good()));
    }

    private Task SendAsync(TestTokenBuilder token) => SendAsync(token.Build());

    private Task SendAsync(string token)
    {
        _secrets.AddRange(token.Split('.').Where(part => part.Length > 20));
        return SendAsync(Call().WithToken(token));
    }

    private async Task SendAsync(WireRequest request) =>
        _answers.Add(await request.With("Cookie", $"session={Canary}").With("Proxy-Authorization", $"Basic {Canary}").With("DPoP", Canary).SendAsync(_server));

    private static WireRequest Call() => WireRequest.Call("admin_purge", $$"""{"reason":"{{Canary}}"}""");

    private string Good() => _server.NewToken().WithScopes("admin:purge").Build();

    private string Introspected(string token) => token.Contains("nonsense", StringComparison.Ordinal)
        ? $"{{\"active\":true,\"{Canary}\""
        : $$"""
          {"active":{{(token.Contains("good", StringComparison.Ordinal) ? "true" : "false")}},"sub":"alice","client_id":"agent-1","jti":"token-1",
          "aud":"{{GuardedWebServer.Resource}}",
           "iat":{{_server.Time.GetUtcNow().ToUnixTimeSeconds()}},"exp":{{_server.Time.GetUtcNow().ToUnixTimeSeconds() + 60}},"scope":"admin:purge",
           "username":"{{Canary}}"}
          """;

    private static string WithoutClaims(AuditRecord record)
    {
        var json = JsonNode.Parse(record.ToString())!.AsObject();
        json.Remove("claimed");
        return json.ToJsonString();
    }

    private IEnumerable<string> Hits(IEnumerable<string> texts) =>
        texts.Where(text => _secrets.Exists(secret => text.Contains(secret, StringComparison.Ordinal)));
}
