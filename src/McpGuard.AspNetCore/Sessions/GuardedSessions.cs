using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Puts the guard around the copy of the server's options that each session gets, after the author's
/// <c>ConfigureSessionOptions</c> has configured it.
/// </summary>
internal sealed class GuardedSessions(IOptions<HttpServerTransportOptions> transport, GuardFilters filters, SessionSurface surface)
{
    /// <summary>Stands behind the author's callback; one that was set later as well.</summary>
    public void Ensure()
    {
        var options = transport.Value;
        if (options.ConfigureSessionOptions is not { } configure || configure.Target is Session)
            return;

        surface.MayDiffer = true;
        options.ConfigureSessionOptions = new Session(configure, filters).ConfigureAsync;
    }

    private sealed class Session(Func<HttpContext, McpServerOptions, CancellationToken, Task> configure, GuardFilters filters)
    {
        public async Task ConfigureAsync(HttpContext context, McpServerOptions options, CancellationToken cancellationToken)
        {
            await configure(context, options, cancellationToken).ConfigureAwait(false);
            filters.Install(options);
            if (ServerCheck.FindProblems(options).ToArray() is { Length: > 0 } problems)
                throw new McpGuardConfigurationException(problems);
        }
    }
}
