using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace McpGuard.TestSupport;

/// <summary>Keeps the audit records that are logged, and which sinks are said to have failed. Where it is broken, logging a record throws.</summary>
internal sealed class BreakableLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _records = new();
    private readonly ConcurrentQueue<string> _failed = new();

    public bool Fails { get; set; }

    public IEnumerable<string> Records => _records;

    public int Failures(string sink) => _failed.Count(failed => failed == sink);

    public ILogger CreateLogger(string categoryName) => new Entries(this, categoryName == McpGuardDefaults.AuditCategory);

    public void Dispose()
    {
    }

    private sealed class Entries(BreakableLogs logs, bool areRecords) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (areRecords && logs.Fails)
                throw new IOException("The log cannot be written.");
            if (areRecords)
                logs._records.Enqueue(formatter(state, exception));
            else if (eventId.Name == "AuditFailed" && state is IReadOnlyList<KeyValuePair<string, object?>> members)
                logs._failed.Enqueue((string)members.Single(member => member.Key == "Sink").Value!);
        }
    }
}
