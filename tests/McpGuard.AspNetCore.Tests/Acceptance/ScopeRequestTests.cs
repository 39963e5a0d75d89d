using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Which scopes a client is told to request, at first and later. The tools of the server need files:read, files:write and admin:purge.</summary>
[TestFixture]
internal sealed class ScopeRequestTests
{
    private const string MetadataPath = "/.well-known/oauth-protected-resource/mcp";

    [TestCase("2026-07-28", null, "files:read files:write")]
    [TestCase("2025-11-25", null, "files:read files:write mcp:basic admin:purge")]
    [TestCase(null, null, "files:read files:write mcp:basic admin:purge")]
    [TestCase("2025-11-25", "Operation", "files:read files:write")]
    [TestCase("2026-07-28", "Accumulated", "files:read files:write mcp:basic admin:purge")]
    public async Task Challenge_for_more_follows_the_version_of_the_client(string? version, string? setting, string scopes)
    {
        await using var server = await GuardedWebServer.StartAsync(
            options => options.Policy = setting is null ? null : $$"""{"ChallengeScopes":"{{setting}}"}""");
        var token = server.NewToken().WithScopes("mcp:basic", "offline_access", "mail:send", "admin:purge").Build();

        var answer = await WireRequest.Call("files_write", """{"path":"a"}""", version).WithToken(token).SendAsync(server);

        Assert.That((answer.Status, answer.Challenge["scope"], (string?)answer.Error!["data"]!["scope"]), Is.EqualTo((403, scopes, scopes)));
        Assert.That(server.Tools.Calls, Is.Empty);
    }

    [Test]
    [Category("V12")]
    public async Task All_initial_scopes_are_the_same_in_the_challenge_and_the_metadata()
    {
        await using var server = await GuardedWebServer.StartAsync(options =>
        {
            options.InitialScopes.Clear();
            options.InitialScopes.Add("All");
            options.Policy =
                """{"Scopes":[{"Name":"admin:purge","RequestAs":"api://purge","Includes":["files:list"]}],"Rules":{"r":{"Tools":""" +
                    """["echo"],"AnyScopes":[["echo:one"],["echo:two"]]},"s":{"Tools":["echo"],"Mode":"ReportOnly","Scopes":["later"]}}}""";
        });

        var challenge = (await WireRequest.Call("files_read").SendAsync(server)).Challenge["scope"];
        var metadata = await new WireRequest((string?)null, "GET", MetadataPath).SendAsync(server);

        Assert.That(challenge.Split(' '), Is.EqualTo(new[] { "api://purge", "echo:one", "files:read", "files:write" }));
        Assert.That(metadata.Json!["scopes_supported"]!.AsArray().Select(scope => (string?)scope), Is.EqualTo(challenge.Split(' ')));
    }

    [TestCase("2025-11-25")]
    [TestCase("2026-07-28")]
    public async Task Explanation_has_the_scopes_of_the_answers(string version)
    {
        await using var server = await GuardedWebServer.StartAsync();
        var first = await WireRequest.Call("files_write").SendAsync(server);
        var refused = await WireRequest.Call("files_write", """{"path":"a"}""", version)
            .WithToken(server.NewToken().WithScopes("mcp:basic", "mail:send").Build()).SendAsync(server);

        var explained = await server.Services.GetRequiredService<PolicyExplainer>().ExplainAsync(
            new AccessRequest
            {
                Caller = Callers.With("mcp:basic mail:send", expiresAt: server.Time.GetUtcNow().AddMinutes(1)),
                Method = "tools/call",
                Target = "files_write",
                ProtocolVersion = version,
                Time = server.Time.GetUtcNow(),
            },
            CancellationToken.None);

        Assert.That(explained.InitialScopes, Is.EqualTo(first.Challenge["scope"].Split(' ')));
        Assert.That(explained.Challenge!.Scopes, Is.EqualTo(refused.Challenge["scope"].Split(' ')));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Token_that_has_expired_is_replaced_by_one_with_its_scopes(bool isKnown)
    {
        await using var server = await GuardedWebServer.StartAsync();
        var token = server.NewToken().WithScopes("files:read", "files:write", "offline_access", "mail:send").Build();
        if (isKnown)
            Assert.That((await WireRequest.Call("files_read", """{"path":"a"}""").WithToken(token).SendAsync(server)).Status, Is.EqualTo(200));

        server.Time.Advance(TimeSpan.FromHours(1));

        var answer = await WireRequest.Call("files_read", """{"path":"a"}""").WithToken(token).SendAsync(server);
        Assert.That(
            (answer.Status, answer.Challenge["error"], answer.Challenge["scope"]), Is.EqualTo((401, "invalid_token", "mcp:basic files:read files:write")));
    }

    [Test]
    public async Task Token_that_is_revoked_is_replaced_by_one_with_its_scopes()
    {
        await using var server = await GuardedWebServer.StartAsync();
        var token = server.NewToken().WithScopes("files:read", "mail:send").Build();
        server.Revoke(new() { Issuer = server.Authority.Issuer, ClientId = "agent-1" });

        var answer = await WireRequest.Call("files_read", """{"path":"a"}""").WithToken(token).SendAsync(server);

        Assert.That((answer.Status, answer.Challenge["error"], answer.Challenge["scope"]), Is.EqualTo((401, "invalid_token", "mcp:basic files:read")));
    }

    [TestCase("forged")]
    [TestCase("for another resource")]
    [TestCase("bound to a key")]
    [TestCase("not valid yet")]
    public async Task Token_that_was_never_good_tells_nothing(string flaw)
    {
        await using var server = await GuardedWebServer.StartAsync();
        using var forger = new TestSigningKey("forger");
        var builder = server.NewToken().WithScopes("files:read", "files:write");
        var token = (flaw switch
        {
            "forged" => builder.SignedWith(forger),
            "for another resource" => builder.With("aud", "https://other.example"),
            "bound to a key" => builder.With("cnf", new System.Text.Json.Nodes.JsonObject { ["jkt"] = "x" }),
            _ => builder.WithTimes(issued: 7200, ends: 7500, server.Time),
        }).Build();
        if (flaw != "not valid yet")
            server.Time.Advance(TimeSpan.FromHours(1));

        var answer = await WireRequest.Call("files_read", """{"path":"a"}""").WithToken(token).SendAsync(server);

        Assert.That((answer.Status, answer.Challenge["scope"]), Is.EqualTo((401, "mcp:basic")));
    }
}
