using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>Writes each record as one structured log event: refusals as warnings, all else as information.</summary>
internal sealed partial class LoggerAuditSink(ILoggerFactory loggers) : IAuditSink
{
    private readonly ILogger _logger = loggers.CreateLogger(McpGuardDefaults.AuditCategory);

    public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        var level = record.Effect == AuditEffect.Deny ? LogLevel.Warning : LogLevel.Information;
        Record(_logger, level, record);
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(EventId = 10, Message = "{AuditRecord}")]
    private static partial void Record(ILogger logger, LogLevel level, AuditRecord auditRecord);
}
