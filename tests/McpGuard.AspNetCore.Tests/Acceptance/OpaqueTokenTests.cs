using System.Security.Cryptography;
using System.Text;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A token that says nothing by itself: how records name it, and how its issuer takes it back.</summary>
internal sealed class OpaqueTokenTests
{
    private const string Token = "opaque-token-of-alice";

    private bool _isActive = true;
    private int _asked;

    [SetUp]
    public void SetUp() => (_isActive, _asked) = (true, 0);

    [Test]
    [Category("LOG-4")]
    public async Task Records_name_it_the_same_each_time_by_nothing_that_could_be_guessed()
    {
        await using var server = await StartAsync();
        await using var other = await StartAsync();

        foreach (var each in new[] { server, server, other })
            Assert.That((await CallAsync(each)).Status, Is.EqualTo(200));

        var names = server.Audit.Decisions.Concat(other.Audit.Decisions).Select(record => record.TokenId!).ToArray();
        var plain = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Token)));
        Assert.That(names, Has.All.Match("^ref:[0-9a-f]{32}$"));
        Assert.That((names[1], names[2] == names[0]), Is.EqualTo((names[0], false)), "Another process has another key.");
        Assert.That(plain, Does.Not.StartWith(names[0][4..]));
    }

    [Test]
    [Category("REV-5")]
    public async Task It_is_revoked_by_the_name_that_the_records_have()
    {
        await using var server = await StartAsync();
        await CallAsync(server);

        server.Revoke(new() { Issuer = IntrospectionEndpoint.Issuer, TokenId = server.Audit.Decisions[0].TokenId });

        Assert.That((await CallAsync(server)).Status, Is.EqualTo(401));
        Assert.That(server.Audit.Decisions[^1].Reason, Is.EqualTo(ReasonCode.TokenRevoked));
    }

    [Test]
    [Category("REV-2")]
    public async Task Issuer_is_asked_for_every_call_if_the_options_require_it()
    {
        await using var server = await StartAsync();
        Assert.That((await CallAsync(server)).Status, Is.EqualTo(200));
        Assert.That((await CallAsync(server)).Status, Is.EqualTo(200));

        _isActive = false;
        var answer = await CallAsync(server);

        Assert.That((answer.Status, _asked), Is.EqualTo((401, 3)));
        Assert.That(server.Audit.Decisions[^1].Reason, Is.EqualTo(ReasonCode.TokenInactive));
    }

    private static Task<WireAnswer> CallAsync(GuardedWebServer server) => WireRequest.Call("files_read", """{"path":"a"}""").WithToken(Token).SendAsync(server);

    private Task<GuardedWebServer> StartAsync()
    {
        var authority = new TestAuthority();
        return GuardedWebServer.StartAsync(
            options => options.Issuers["opaque"] = new IssuerOptions
            {
                Issuer = IntrospectionEndpoint.Issuer,
                Claims = { Optional = { "jti" } },
                Introspection = new() { Endpoint = IntrospectionEndpoint.Address, ClientId = "mcp", ClientSecret = "secret", CacheDuration = TimeSpan.Zero },
            },
            mcp => mcp.Services.ReplaceBackchannel(() => new IntrospectionEndpoint(authority.CreateBackchannel(), Answer)),
            authority: authority);
    }

    private string Answer(string token)
    {
        Interlocked.Increment(ref _asked);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return $$"""
            {"active":{{(_isActive ? "true" : "false")}},"sub":"alice","client_id":"agent-1","aud":"{{GuardedWebServer.Resource}}","iat":{{now}},
            "exp":{{now + 60}},"scope":"files:read"}
            """;
    }
}
