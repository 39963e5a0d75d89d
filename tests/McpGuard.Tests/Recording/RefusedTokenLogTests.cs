using Microsoft.Extensions.Logging;

namespace McpGuard.Tests.Recording;

/// <summary>The log says why a token was refused, as often as the tally lets it.</summary>
[TestFixture]
internal sealed class RefusedTokenLogTests
{
    private static readonly AuditClaims _claimed = new()
    {
        Subject = "mallory\nforged",
        TokenFault = new AuditTokenFault { Part = "aud", Expected = "https://mcp.example.com/mcp", Found = "account\u001b[2J", Setting = "McpGuard:Resource" },
    };

    [Test]
    public async Task Refusal_is_explained_at_information_and_its_claims_at_debug()
    {
        var audit = new AuditHarness();

        await RefuseAsync(audit);

        var entries = audit.TrailLog.Collector.GetSnapshot();
        Assert.That(entries.Select(entry => entry.Level), Is.EqualTo(new[] { LogLevel.Information, LogLevel.Debug }));
        Assert.That(entries[0].Message, Does.Contain("aud: expected https://mcp.example.com/mcp, found account\\u001b[2J. Setting: McpGuard:Resource."));
        Assert.That(entries[1].Message, Does.Contain("mallory\\u000aforged"));
    }

    [Test]
    [Category("AUD-9")]
    public async Task Flood_of_refusals_is_bounded()
    {
        var audit = new AuditHarness(options => options.Audit.Refusals.PerMinutePerAddress = 3);

        for (var i = 0; i < 10; i++)
            await RefuseAsync(audit);

        Assert.That(audit.TrailLog.Collector.GetSnapshot().Count(entry => entry.Level == LogLevel.Information), Is.EqualTo(3));
    }

    private static async Task RefuseAsync(AuditHarness audit)
    {
        var operation = audit.Operation(new GuardedRequest { Transport = "http", Claimed = _claimed });
        await audit.Trail.TryRecordDecisionAsync(operation, AccessDecision.Denied(ReasonCode.AudienceMismatch), httpStatus: 401);
    }
}
