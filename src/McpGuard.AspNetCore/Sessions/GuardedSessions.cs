#pragma warning disable MCP9006 // Sessions of older clients are obsolete, but they are guarded too.
#pragma warning disable MCPEXP002 // A handler of the author's that runs a session may change its server.

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Keeps the guard around every session: around the copy of the server's options that the author's <c>ConfigureSessionOptions</c> gets, and
/// around the server's own options, which sessions share without such a callback.
/// </summary>
internal sealed class GuardedSessions(
    IOptions<HttpServerTransportOptions> transport, IOptions<McpServerOptions> server, GuardFilters filters, ServerSurface surface)
{
    /// <summary>Runs after the author's callback, even if the author sets it later.</summary>
    public void Ensure()
    {
        var options = transport.Value;
        if (options.ConfigureSessionOptions is not { } configure || configure.Target is Session)
            return;

        surface.SessionsMayDiffer = true;
        options.ConfigureSessionOptions = new Session(configure, filters).ConfigureAsync;
    }

    /// <summary>Prepares for a request that may start a session.</summary>
    /// <exception cref="McpGuardConfigurationException">The session would have a handler that the guard's filters cannot control.</exception>
    public void EnsureBeginning(HttpContext context)
    {
        Ensure();

        // The startup check saw the earlier state of the shared options. Without sessions each request has its own options.
        var options = transport.Value;
        var mayBegin = options.SessionMigrationHandler is not null || string.IsNullOrEmpty(context.Request.Headers[McpHeaders.Session]);
        if (mayBegin && options.ConfigureSessionOptions is null && options.SessionMode != HttpServerSessionMode.Stateless)
            Guard(context, server.Value, filters);
    }

    /// <summary>Passes a request to the endpoint, where the SDK makes a server for it if it has no session.</summary>
    public Task ServeAsync(HttpContext context, RequestDelegate served)
    {
        // The SDK makes it before it awaits anything. If it did otherwise, the request would only not share its options.
        GuardedServerOptionsFactory.Expect(
            transport.Value is { ConfigureSessionOptions: null, SessionMigrationHandler: null, RunSessionHandler: null });
        try
        {
            return served(context);
        }
        finally
        {
            GuardedServerOptionsFactory.Expect(isForRequest: false);
        }
    }

    private static void Guard(HttpContext context, McpServerOptions options, GuardFilters filters)
    {
        if (filters.FindLost(options).Any())
            filters.Install(options);
        if (ServerCheck.FindProblems(options).ToArray() is not { Length: > 0 } problems)
            return;

        // The server begins a session within the application's endpoint, and what it throws there is the guard's failure.
        (context.User as CallerPrincipal)?.Operation.TryFail(ReasonCode.InternalError);
        throw new McpGuardConfigurationException(problems);
    }

    private sealed class Session(Func<HttpContext, McpServerOptions, CancellationToken, Task> configure, GuardFilters filters)
    {
        public async Task ConfigureAsync(HttpContext context, McpServerOptions options, CancellationToken cancellationToken)
        {
            await configure(context, options, cancellationToken).ConfigureAwait(false);
            Guard(context, options, filters);
        }
    }
}
