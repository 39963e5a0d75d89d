using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace McpGuard.Tests.Audit;

[TestFixture]
internal sealed class LoggerAuditSinkTests
{
    [TestCase(AuditEffect.Deny, LogLevel.Warning)]
    [TestCase(AuditEffect.Allow, LogLevel.Information)]
    [TestCase(null, LogLevel.Information)]
    public async Task Record_is_one_event_of_the_audit_category(AuditEffect? effect, LogLevel level)
    {
        var record = new AuditRecord { RecordId = "record-1", LoggedTime = Callers.Now, Time = Callers.Now, Event = AuditEvent.Decision, Effect = effect, OperationId = "op-1", Transport = "stdio" };
        using var provider = new FakeLoggerProvider();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(provider));

        await new LoggerAuditSink(loggers).WriteAsync(record, CancellationToken.None);

        var entry = provider.Collector.GetSnapshot().Single();
        Assert.That((entry.Category, entry.Level, entry.Message), Is.EqualTo((McpGuardDefaults.AuditCategory, level, record.ToString())));
        Assert.That(entry.GetStructuredStateValue("AuditRecord"), Is.EqualTo(record.ToString()));
    }
}
