using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>
/// Writes each record as one structured log event, with the line of JSON as its message and the members as attributes of the OpenTelemetry
/// conventions. Events that need attention are warnings, all others information. So are the probes with which every client begins.
/// </summary>
internal sealed class LoggerAuditSink(ILoggerFactory loggers) : IAuditSink, ISelectiveSink
{
    // The name is OpenTelemetry's event name; other logs identify events by the number.
    private static readonly FrozenDictionary<AuditEvent, EventId> _events = Enum.GetValues<AuditEvent>()
        .ToFrozenDictionary(@event => @event, @event => new EventId(100 + (int)@event, $"mcpguard.{RecordedName.Of(@event)}"));

    private readonly ILogger _logger = loggers.CreateLogger(McpGuardDefaults.AuditCategory);

    public string Name => "Logger";

    public bool Takes(in RecordContent record) => _logger.IsEnabled(LevelOf(record.Event, record.Effect, record.Reason));

    public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        var level = LevelOf(record.Event, record.Effect, record.Reason);
        if (_logger.IsEnabled(level))
            _logger.Log(level, _events[record.Event], new AuditLogEntry(record), null, static (entry, _) => entry.ToString());

        return ValueTask.CompletedTask;
    }

    private static LogLevel LevelOf(AuditEvent @event, AuditEffect? effect, ReasonCode? reason) =>
        (effect == AuditEffect.Deny && reason is not (ReasonCode.CredentialMissing or ReasonCode.MethodNotAllowed)) || @event is AuditEvent.PolicyRefused or
            AuditEvent.RecordsLost ? LogLevel.Warning : LogLevel.Information;
}
