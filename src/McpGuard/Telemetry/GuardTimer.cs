namespace McpGuard;

/// <summary>
/// The only way to a timer. An exception that leaves a timer's callback ends the process, so none does: an application's clock, logger or
/// callback may be what throws.
/// </summary>
internal static class GuardTimer
{
    public static ITimer Create(TimeProvider time, Action callback, TimeSpan due, TimeSpan period)
    {
#pragma warning disable RS0030 // Here is the place for it.
        return time.CreateTimer(static state => Quietly.Run((Action)state!), callback, due, period);
#pragma warning restore RS0030
    }
}
