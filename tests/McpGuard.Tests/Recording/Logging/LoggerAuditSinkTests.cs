using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Moq;

namespace McpGuard.Tests.Recording.Logging;

[TestFixture]
internal sealed class LoggerAuditSinkTests
{
    [TestCase(AuditEffect.Deny, LogLevel.Warning)]
    [TestCase(AuditEffect.Allow, LogLevel.Information)]
    [TestCase(AuditEffect.WouldDeny, LogLevel.Information)]
    public async Task Record_is_one_event_of_the_audit_category(AuditEffect effect, LogLevel level)
    {
        var record = AuditSamples.Decision(effect, ReasonCode.ScopeInsufficient);

        var entry = await WriteAsync(record);

        Assert.That((entry.Category, entry.Level, entry.Message), Is.EqualTo((McpGuardDefaults.AuditCategory, level, record.ToString())));
        Assert.That(entry.Id.Name, Is.EqualTo("mcpguard.decision"));
        Assert.That(
            (entry.GetStructuredStateValue("mcpguard.reason"), entry.GetStructuredStateValue("gen_ai.tool.name")), Is.EqualTo(("scope_insufficient", "write")));
    }

    [TestCase(ReasonCode.CredentialMissing)]
    [TestCase(ReasonCode.MethodNotAllowed)]
    public async Task Probe_of_a_client_is_not_a_warning(ReasonCode reason) =>
        Assert.That((await WriteAsync(AuditSamples.Decision(AuditEffect.Deny, reason))).Level, Is.EqualTo(LogLevel.Information));

    [TestCase(AuditEvent.Outcome, "mcpguard.outcome", LogLevel.Information)]
    [TestCase(AuditEvent.PolicyRefused, "mcpguard.policy_refused", LogLevel.Warning)]
    [TestCase(AuditEvent.RecordsLost, "mcpguard.records_lost", LogLevel.Warning)]
    [TestCase(AuditEvent.GuardStarted, "mcpguard.guard_started", LogLevel.Information)]
    public async Task Event_name_states_its_subject(AuditEvent @event, string name, LogLevel level)
    {
        var entry = await WriteAsync(AuditSamples.Event(@event));

        Assert.That((entry.Id.Name, entry.Level), Is.EqualTo((name, level)));
    }

    [Test]
    public async Task Record_is_not_formatted_without_a_listener()
    {
        var logger = new Mock<ILogger>(MockBehavior.Strict);
        logger.Setup(l => l.IsEnabled(LogLevel.Information)).Returns(false);
        var loggers = new Mock<ILoggerFactory>();
        loggers.Setup(l => l.CreateLogger(McpGuardDefaults.AuditCategory)).Returns(logger.Object);

        await new LoggerAuditSink(loggers.Object).WriteAsync(AuditSamples.Outcome(AuditOutcome.Succeeded), CancellationToken.None);

        logger.Verify(l => l.IsEnabled(LogLevel.Information), Times.Once);
        logger.VerifyNoOtherCalls();
    }

    private static async Task<FakeLogRecord> WriteAsync(AuditRecord record)
    {
        using var provider = new FakeLoggerProvider();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(provider));

        await new LoggerAuditSink(loggers).WriteAsync(record, CancellationToken.None);

        return provider.Collector.GetSnapshot().Single();
    }
}
