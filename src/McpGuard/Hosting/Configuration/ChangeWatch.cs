using Microsoft.Extensions.Primitives;

namespace McpGuard;

/// <summary>
/// The only way to watch a change token. An exception of an application's configuration provider or file provider ends neither the process
/// nor another watch.
/// </summary>
internal static class ChangeWatch
{
    public static IDisposable OnChange(Func<IChangeToken?> produce, Action changed, Action<Exception>? failed = null)
    {
#pragma warning disable RS0030 // This is the only permitted use.
        return ChangeToken.OnChange(
            () =>
            {
                IChangeToken? token = null;
                Quietly.Run(() => token = produce(), failed);
                return token;
            },
            () => Quietly.Run(changed, failed));
#pragma warning restore RS0030
    }
}
