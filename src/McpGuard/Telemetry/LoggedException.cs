using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>The exceptions of messages that say the problem by themselves.</summary>
internal static class LoggedException
{
    /// <summary>The exception, for a log with debug messages. The trace of a network failure is long, and helps only in the search for a fault.</summary>
    public static Exception? DetailsFor(this Exception exception, ILogger logger) => logger.IsEnabled(LogLevel.Debug) ? exception : null;
}
