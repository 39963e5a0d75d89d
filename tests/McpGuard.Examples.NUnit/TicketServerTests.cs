namespace McpGuard.Examples;

/// <summary>How a guarded server is tested with NUnit.</summary>
internal sealed class TicketServerTests
{
    private TicketServer _server = null!;

    [SetUp]
    public void SetUp() => _server = new TicketServer();

    [TearDown]
    public void TearDown() => _server.Dispose();

    [Test]
    public async Task Call_with_its_scope_runs_and_is_recorded()
    {
        var result = await _server.CallAsync("tickets_search", _server.TokenWith("mcp:basic", "tickets:read"));

        Assert.That(result.IsError, Is.Not.True);
        Assert.That(_server.Audit.Decisions[^1].Subject, Is.EqualTo("alice"));
        Assert.That(_server.Audit.Outcomes[^1].Outcome, Is.EqualTo(AuditOutcome.Succeeded));
    }

    [Test]
    public async Task Call_without_its_scope_is_denied()
    {
        await Assert.CatchAsync(() => _server.CallAsync("tickets_search", _server.TokenWith("mcp:basic")));

        Assert.That(_server.Audit.Decisions[^1].Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
    }

    [Test]
    public async Task Call_with_an_expired_token_is_denied()
    {
        var token = _server.TokenWith("mcp:basic", "tickets:read");
        _server.Time.Advance(TimeSpan.FromMinutes(10));

        await Assert.CatchAsync(() => _server.CallAsync("tickets_search", token));
        Assert.That(_server.Audit.Decisions[^1].Reason, Is.EqualTo(ReasonCode.TokenExpired));
    }
}
