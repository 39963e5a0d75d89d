namespace McpGuard.AspNetCore.Tests.Acceptance.Records;

/// <summary>A record of a list says how much of it the caller was not shown, and stands for what that was.</summary>
[Category("AUD-1")]
internal sealed class ListTests
{
    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync(options => options.Policy = """{"Lists":"HideUnauthorized"}""");

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Withheld_entries_are_counted_and_not_named()
    {
        var (outcome, shown) = await ListAsync();

        Assert.That(outcome.Withheld, Is.EqualTo(6 - shown).And.Positive);
        Assert.That(outcome.WithheldDigest, Does.Match("^hmac-sha256:[0-9a-f]{64}$"));
        Assert.That(outcome.ToString(), Does.Not.Contain("admin_purge"));
    }

    [Test]
    public async Task Equal_withheld_entries_have_equal_digests()
    {
        var (first, _) = await ListAsync();
        var (same, _) = await ListAsync();
        var (other, _) = await ListAsync("admin:purge");

        Assert.That(same.WithheldDigest, Is.EqualTo(first.WithheldDigest));
        Assert.That((other.Withheld, other.WithheldDigest == first.WithheldDigest), Is.EqualTo((first.Withheld - 1, false)));
    }

    private async Task<(AuditRecord Outcome, int Shown)> ListAsync(params string[] scopes)
    {
        var answer = await new WireRequest("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""")
            .WithToken(_server.NewToken().WithScopes(["mcp:basic", "files:read", .. scopes]).Build()).SendAsync(_server);
        return (_server.Audit.Outcomes[^1], answer.Json!["result"]!["tools"]!.AsArray().Count);
    }
}
