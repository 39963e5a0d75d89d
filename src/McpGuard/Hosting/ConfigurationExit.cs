using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>
/// Ends a process that does not handle a <see cref="McpGuardConfigurationException"/> with exit code 1 and one message. The runtime would print the
/// message with a stack trace, a second time if the host has logged it, and abort.
/// </summary>
internal static class ConfigurationExit
{
    private const int ExitCode = 1;

    // The host logs a failed start under this name.
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    private static int _isPrepared;
    private static volatile bool _isLogged;

    public static void Prepare()
    {
        if (Interlocked.Exchange(ref _isPrepared, 1) == 0)
            AppDomain.CurrentDomain.UnhandledException += static (_, unhandled) => End(unhandled.ExceptionObject);
    }

    /// <summary>Remembers whether the host logs what <see cref="StartupCheck"/> throws.</summary>
    public static void ReadLogging(ILoggerFactory loggers) => _isLogged = loggers.CreateLogger(HostCategory).IsEnabled(LogLevel.Error);

    private static void End(object exception)
    {
        if (exception is not McpGuardConfigurationException failure)
            return;
        if (!_isLogged)
            Console.Error.WriteLine(failure.Message);

        Environment.Exit(ExitCode);
    }
}
