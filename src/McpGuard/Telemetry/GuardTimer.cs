namespace McpGuard;

/// <summary>
/// The only way to create a timer. An exception in a timer's callback would end the process, so it is caught: an application's clock,
/// logger or callback may throw.
/// </summary>
internal static class GuardTimer
{
    public static ITimer Create(TimeProvider time, Action callback, TimeSpan due, TimeSpan period)
    {
#pragma warning disable RS0030 // This is the only permitted use.
        return time.CreateTimer(static state => Quietly.Run((Action)state!), callback, due, period);
#pragma warning restore RS0030
    }
}
