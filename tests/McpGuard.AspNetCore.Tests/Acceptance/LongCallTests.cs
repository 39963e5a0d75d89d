namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A long call over HTTP ends with its token where the options say so, and is answered and recorded then.</summary>
[Category("RSP-20")]
[Category("REV-6")]
internal sealed class LongCallTests
{
    [TestCase(null, false, ReasonCode.TokenExpired)]
    [TestCase(null, true, ReasonCode.TokenRevoked)]
    [TestCase("2026-07-28", false, ReasonCode.TokenExpired)]
    [TestCase("2026-07-28", true, ReasonCode.TokenRevoked)]
    [Category("RSP-2")]
    public async Task Running_call_is_cancelled_answered_and_recorded(string? version, bool isRevoked, ReasonCode reason)
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.Tools["wait"] = new ToolOptions { EndWithToken = true });
        var call = WireRequest.Call("wait", version: version).WithToken(server.NewToken().Build()).SendAsync(server);
        await Eventually.IsTrueAsync(() => server.Tools.Calls.Count == 1);

        if (isRevoked)
            server.Revoke(new() { Issuer = server.Authority.Issuer, Subject = "alice" });
        server.Time.Advance(isRevoked ? TokenWatch.Interval : TimeSpan.FromSeconds(330));

        var answer = await call;
        Assert.That((answer.ErrorCode, (int?)answer.Json!["id"], (string?)answer.Error!["data"]!["error"]), Is.EqualTo((40101, 7, "invalid_token")));
        var outcome = server.Audit.Outcomes.Single();
        Assert.That((outcome.Outcome, outcome.Reason, outcome.Target, outcome.Subject), Is.EqualTo((AuditOutcome.Failed, reason, "wait", "alice")));
    }

    [Test]
    [Category("RSP-21")]
    public async Task Running_call_without_the_option_outlives_its_token_and_ends_with_its_client()
    {
        await using var server = await GuardedWebServer.StartAsync();
        using var client = new CancellationTokenSource();
        var call = WireRequest.Call("wait").WithToken(server.NewToken().Build()).SendAsync(server, client.Token);
        await Eventually.IsTrueAsync(() => server.Tools.Calls.Count == 1);

        server.Time.Advance(TimeSpan.FromSeconds(600));
        Assert.That(server.Audit.Outcomes, Is.Empty);

        await client.CancelAsync();
        await Eventually.IsTrueAsync(() => server.Audit.Outcomes.Count == 1);
        Assert.That((server.Audit.Outcomes.Single().Outcome, server.Audit.Outcomes.Single().Reason), Is.EqualTo((AuditOutcome.Cancelled, (ReasonCode?)null)));
        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    [Category("RSP-21")]
    public async Task Running_call_with_the_option_that_its_client_leaves_is_cancelled()
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.Tools["wait"] = new ToolOptions { EndWithToken = true });
        using var client = new CancellationTokenSource();
        var call = WireRequest.Call("wait").WithToken(server.NewToken().Build()).SendAsync(server, client.Token);
        await Eventually.IsTrueAsync(() => server.Tools.Calls.Count == 1);

        await client.CancelAsync();

        await Eventually.IsTrueAsync(() => server.Audit.Outcomes.Count == 1);
        Assert.That(server.Audit.Outcomes.Single().Outcome, Is.EqualTo(AuditOutcome.Cancelled));
        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
    }
}
