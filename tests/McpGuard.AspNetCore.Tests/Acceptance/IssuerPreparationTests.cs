using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>What a server reads of its issuers when it starts, and what it tells its operator before a user meets it.</summary>
[TestFixture]
internal sealed class IssuerPreparationTests
{
    private FakeLogCollector _logs = null!;
    private bool _isAdded;

    [SetUp]
    public void SetUp() => (_logs, _isAdded) = (new(), false);

    private IEnumerable<string> Warnings =>
        _logs.GetSnapshot().Where(entry => entry.Level == LogLevel.Warning && entry.Category != McpGuardDefaults.AuditCategory).Select(entry => entry.Message);

    [Test]
    public async Task Keys_are_read_before_the_first_request()
    {
        await using var server = await StartAsync();

        await Eventually.IsTrueAsync(() => server.Authority.KeyRequests == 1);
        Assert.That((await new WireRequest().WithToken(server.NewToken().Build()).SendAsync(server)).Status, Is.EqualTo(200));
        Assert.That(server.Authority.KeyRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task First_request_waits_for_the_keys()
    {
        using var authority = new TestAuthority();
        var gate = new TaskCompletionSource();
        await using var server = await StartAsync(authority: authority, backchannel: () => new GatedHandler(authority.CreateBackchannel(), gate.Task));

        var answer = new WireRequest().WithToken(server.NewToken().Build()).SendAsync(server);
        gate.SetResult();

        Assert.That((await answer).Status, Is.EqualTo(200));
        Assert.That(authority.KeyRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task Issuer_that_does_not_answer_is_named_and_asked_again_and_the_server_starts()
    {
        using var authority = new TestAuthority { IsReachable = false };
        await using var server = await StartAsync(authority: authority);
        await Eventually.IsTrueAsync(() => _logs.GetSnapshot().Any(IsFailure));
        var told = _logs.GetSnapshot().First(IsFailure).Message;

        authority.IsReachable = true;
        await Eventually.IsTrueAsync(() =>
        {
            server.Time.Advance(TimeSpan.FromSeconds(2));
            return authority.KeyRequests == 1;
        });

        Assert.That(told, Does.Contain(authority.Issuer).And.Contain("/.well-known/oauth-authorization-server").And.Contain("McpGuard:"));
    }

    [Test]
    public async Task Issuer_that_a_reload_adds_is_prepared_before_its_first_token()
    {
        using var partner = new TestAuthority("https://partner.example");
        await using var server = await StartAsync(server: mcp =>
        {
            mcp.WithTestAuthority(partner);
            mcp.Services.PostConfigure<McpGuardOptions>(options =>
            {
                if (!_isAdded)
                    options.Issuers.Remove("partner.example");
            });
        });
        await Eventually.IsTrueAsync(() => server.Authority.KeyRequests == 1);
        var before = partner.KeyRequests;

        _isAdded = true;
        ((IConfigurationRoot)server.Services.GetRequiredService<IConfiguration>()).Reload();

        await Eventually.IsTrueAsync(() => partner.KeyRequests == 1);
        Assert.That((before, server.Authority.KeyRequests), Is.EqualTo((0, 1)));
        Assert.That((await new WireRequest().WithToken(server.NewToken(partner).Build()).SendAsync(server)).Status, Is.EqualTo(200));
        Assert.That(partner.KeyRequests, Is.EqualTo(1));
    }

    [TestCase("""["S256"]""", """["mcp:basic","files:read","files:write","admin:purge"]""", "")]
    [TestCase("""["S256"]""", null, "")]
    [TestCase("""["S256"]""", """["mcp:basic","files:read"]""", "admin:purge, files:write in scopes_supported")]
    [TestCase("""["plain"]""", null, "does not list S256")]
    [TestCase(null, null, "does not list S256")]
    public async Task Metadata_with_which_clients_fail_is_named(string? methods, string? scopes, string warning)
    {
        using var authority = new TestAuthority();
        var metadata = new JsonObject
        {
            ["issuer"] = authority.Issuer,
            ["jwks_uri"] = $"{authority.Issuer}/jwks",
            ["authorization_endpoint"] = $"{authority.Issuer}/authorize",
        };
        if (methods is not null)
            metadata["code_challenge_methods_supported"] = JsonNode.Parse(methods);
        if (scopes is not null)
            metadata["scopes_supported"] = JsonNode.Parse(scopes);
        var answers = new Dictionary<string, string>
        {
            [$"{authority.Issuer}/.well-known/oauth-authorization-server"] = metadata.ToJsonString(),
            [$"{authority.Issuer}/jwks"] = new JsonObject { ["keys"] = new JsonArray(authority.Key.ToJsonWebKey()) }.ToJsonString(),
        };
        await using var server = await StartAsync(authority: authority, backchannel: () => new StubAuthority(answers));

        if (warning.Length > 0)
        {
            await Eventually.IsTrueAsync(() => Warnings.Any());
            Assert.That(Warnings.Single(), Does.Contain(authority.Issuer).And.Contain(warning).And.Contain("McpGuard:"));
        }
        else
        {
            Assert.That((await new WireRequest().WithToken(server.NewToken().Build()).SendAsync(server)).Status, Is.EqualTo(200));
            Assert.That(Warnings, Is.Empty);
        }
    }

    [TestCase(false, 1)]
    [TestCase(true, 0)]
    public async Task Server_without_initial_scopes_is_warned_of(bool hasScopes, int warnings)
    {
        await using var server = await StartAsync(options =>
        {
            if (!hasScopes)
                options.InitialScopes.Clear();
        });

        Assert.That(
            Warnings.Where(warning => warning.StartsWith("McpGuard:InitialScopes is empty", StringComparison.Ordinal)).ToArray(), Has.Length.EqualTo(warnings));
    }

    [Test]
    public async Task Token_with_too_long_a_lifetime_is_logged_once_and_its_caller_gets_the_limit()
    {
        await using var server = await StartAsync(options => options.MaxTokenLifetime = TimeSpan.FromMinutes(10));
        var answer = await new WireRequest().WithToken(server.NewToken().WithTimes(0, 3600, server.Time).Build()).SendAsync(server);
        await new WireRequest().WithToken(server.NewToken().WithTimes(0, 3601, server.Time).Build()).SendAsync(server);

        Assert.That((answer.Status, (bool?)answer.Error!["data"]!["retryable"]), Is.EqualTo((401, false)));
        Assert.That(answer.Challenge["error_description"], Does.Contain("at most 600 seconds").And.EqualTo((string?)answer.Error["message"]));
        Assert.That(answer.Challenge["scope"], Is.EqualTo("mcp:basic"));
        Assert.That(Warnings.Single(), Does.Contain(server.Authority.Issuer).And.Contain("01:00:00").And.Contain("00:10:00").And.Contain("MaxTokenLifetime"));
    }

    [Test]
    public async Task Forged_token_that_is_valid_for_too_long_causes_no_warning()
    {
        await using var server = await StartAsync();
        using var forger = new TestSigningKey("forger");
        var answer = await new WireRequest().WithToken(server.NewToken().WithTimes(0, 36000, server.Time).SignedWith(forger).Build()).SendAsync(server);

        Assert.That(answer.Status, Is.EqualTo(401));
        Assert.That(answer.Challenge["error_description"], Does.Contain("signature"));
        Assert.That(Warnings, Is.Empty);
    }

    [Test]
    public async Task Probes_of_clients_are_not_warnings()
    {
        await using var server = await StartAsync();
        await new WireRequest().SendAsync(server);
        await new WireRequest((string?)null, "GET").WithToken(server.NewToken().Build()).SendAsync(server);
        await new WireRequest().WithToken("bad").SendAsync(server);

        var levels = _logs.GetSnapshot().Where(entry => entry.Id.Name == "mcpguard.decision")
            .Select(entry => (entry.GetStructuredStateValue("mcpguard.reason"), entry.Level));
        Assert.That(levels, Is.EqualTo(new[]
        {
            ("credential_missing", LogLevel.Information), ("method_not_allowed", LogLevel.Information), ("token_malformed", LogLevel.Warning),
        }));
    }

    private static bool IsFailure(FakeLogRecord entry) => entry.Id.Name == nameof(Log.KeysUnavailable);

    private Task<GuardedWebServer> StartAsync(
        Action<McpGuardOptions>? options = null,
        TestAuthority? authority = null,
        Func<HttpMessageHandler>? backchannel = null,
        Action<IMcpServerBuilder>? server = null) => GuardedWebServer.StartAsync(
        options,
        mcp =>
        {
            mcp.Services.AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(_logs)));
            if (backchannel is not null)
                mcp.Services.ReplaceBackchannel(backchannel);
            server?.Invoke(mcp);
        },
        app => app.MapMcp("/mcp").RequireMcpGuard(),
        authority);
}
