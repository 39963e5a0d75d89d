using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>Warns once of an issuer whose tokens are valid for longer than the limit. Each of its tokens is refused for it.</summary>
internal sealed class LifetimeWarning(string issuer, ILogger logger)
{
    private int _isTold;

    public void Warn(TokenFault fault)
    {
        if (Interlocked.Exchange(ref _isTold, 1) == 0)
            Quietly.Run(() => Log.LifetimeOverLimit(logger, issuer, fault.Found, fault.Limit, fault.Setting));
    }
}
