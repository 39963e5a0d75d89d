namespace McpGuard;

/// <summary>
/// Calls an application's logger, listener or callback where the guard must continue its own work after any exception.
/// </summary>
internal static class Quietly
{
    /// <summary>Runs an action.</summary>
    /// <param name="action">What may throw.</param>
    /// <param name="failed">Logs the failure, if a logger can be told.</param>
    public static void Run(Action action, Action<Exception>? failed = null)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            if (failed is not null)
                Run(() => failed(exception));
        }
    }
}
