using Microsoft.Extensions.Primitives;

namespace McpGuard;

/// <summary>
/// The only way to watch a change token. What an application's configuration provider or file provider throws ends no process and no
/// other watch.
/// </summary>
internal static class ChangeWatch
{
    public static IDisposable OnChange(Func<IChangeToken?> produce, Action changed, Action<Exception>? failed = null)
    {
#pragma warning disable RS0030 // Here is the place for it.
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
