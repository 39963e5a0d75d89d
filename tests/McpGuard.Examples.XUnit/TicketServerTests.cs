namespace McpGuard.Examples;

/// <summary>How a guarded server is tested with xUnit.</summary>
public sealed class TicketServerTests(TicketServer server) : IClassFixture<TicketServer>
{
    [Fact]
    public async Task Call_with_its_scope_runs_and_is_recorded()
    {
        var result = await server.CallAsync("tickets_search", server.TokenWith("mcp:basic", "tickets:read"));

        Assert.NotEqual(true, result.IsError);
        Assert.Equal("alice", server.Audit.Decisions[^1].Subject);
        Assert.Equal(AuditOutcome.Succeeded, server.Audit.Outcomes[^1].Outcome);
    }

    [Fact]
    public async Task Call_without_its_scope_is_denied()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => server.CallAsync("tickets_search", server.TokenWith("mcp:basic")));

        Assert.Equal(ReasonCode.ScopeInsufficient, server.Audit.Decisions[^1].Reason);
    }

    [Fact]
    public async Task Call_with_an_expired_token_is_denied()
    {
        var token = server.TokenWith("mcp:basic", "tickets:read");
        server.Time.Advance(TimeSpan.FromMinutes(10));

        await Assert.ThrowsAnyAsync<Exception>(() => server.CallAsync("tickets_search", token));
        Assert.Equal(ReasonCode.TokenExpired, server.Audit.Decisions[^1].Reason);
    }
}
