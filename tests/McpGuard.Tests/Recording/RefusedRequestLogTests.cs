using Microsoft.Extensions.Logging;

namespace McpGuard.Tests.Recording;

/// <summary>The log names the setting that refused a request, where a setting would allow it.</summary>
[TestFixture]
internal sealed class RefusedRequestLogTests
{
    private static readonly GuardedRequest _request = new() { Transport = "http", Method = "tools/call", ProtocolVersion = "2024-11-05", Bytes = 2048 };

    private static IEnumerable<TestCaseData> Refusals()
    {
        yield return Of(
            ReasonCode.OriginNotAllowed, _request with { Origin = "http://localhost:6274" },
            "Origin: found http://localhost:6274. Setting: McpGuard:AllowedOrigins.");
        yield return Of(ReasonCode.OriginNotAllowed, _request with { Origin = "x\u001b[2J" }, "Origin: found x\\u001b[2J. Setting");
        yield return Of(
            ReasonCode.ProtocolVersionTooOld, _request,
            "Protocol version: expected 2025-11-25 or later, found 2024-11-05. Setting: McpGuard:MinimumProtocolVersion.");
        yield return Of(
            ReasonCode.BodyTooLarge, _request, "Body: expected at most 1024 bytes, found 2048. Setting: McpGuard:MaxRequestBodyBytes.");
        yield return Of(ReasonCode.BodyTooLarge, _request with { Bytes = null }, "Body: expected at most 1024 bytes, found more.");

        static TestCaseData Of(ReasonCode reason, GuardedRequest request, string text) =>
            new TestCaseData(reason, request, text).SetArgDisplayNames(text);
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task Setting_that_would_allow_it_is_named(ReasonCode reason, object request, string text)
    {
        var audit = await RefuseAsync((GuardedRequest)request, reason);

        var entry = audit.TrailLog.Collector.GetSnapshot().Single();
        Assert.That(entry.Level, Is.EqualTo(LogLevel.Information));
        Assert.That(entry.Message, Does.Contain(text));
    }

    [TestCase(ReasonCode.DuplicateMember, 2048)]
    [TestCase(ReasonCode.CredentialMissing, 2048)]
    [TestCase(ReasonCode.BodyTooLarge, 512)]
    public async Task Nothing_is_logged_where_no_setting_decides(ReasonCode reason, int bytes)
    {
        var audit = await RefuseAsync(_request with { Bytes = bytes }, reason);

        Assert.That(audit.TrailLog.Collector.GetSnapshot(), Is.Empty);
    }

    [Test]
    [Category("AUD-9")]
    public async Task Flood_of_refusals_is_bounded()
    {
        var audit = Harness();
        for (var i = 0; i < 10; i++)
            await RefuseAsync(_request, ReasonCode.OriginNotAllowed, audit);

        Assert.That(audit.TrailLog.Collector.GetSnapshot(), Has.Count.EqualTo(3));
    }

    private static AuditHarness Harness() => new(options =>
    {
        options.Audit.Refusals.PerMinutePerAddress = 3;
        options.MinimumProtocolVersion = "2025-11-25";
        options.MaxRequestBodyBytes = 1024;
    });

    private static async Task<AuditHarness> RefuseAsync(GuardedRequest request, ReasonCode reason, AuditHarness? harness = null)
    {
        var audit = harness ?? Harness();
        await audit.Trail.TryRecordDecisionAsync(audit.Operation(request), AccessDecision.Denied(reason), httpStatus: 403);
        return audit;
    }
}
