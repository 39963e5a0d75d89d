#pragma warning disable MCPEXP002 // The guard refuses to start with a handler that would replace its place in the pipeline.

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Checks that the guard's filters are in place: on the options that the transports use, on those of existing servers, and on a session's
/// copy of them.
/// </summary>
internal sealed class ServerCheck(
    GuardFilters filters, IOptions<McpServerOptions> options, IOptionsFactory<McpServerOptions> factory, IServiceProvider services)
{
    /// <summary>The problems that are known at startup.</summary>
    public IEnumerable<string> FindProblems()
    {
        using var scope = services.CreateScope();
        (string Source, McpServerOptions Options)[] all =
        [
            ("IOptions<McpServerOptions>", options.Value),
            ("IOptionsFactory<McpServerOptions>", factory.Create(Options.DefaultName)),
            // Over HTTP there is a server only while a request is served.
            .. scope.ServiceProvider.GetServices<McpServer>().OfType<McpServer>().Select(server => ("the registered McpServer", server.ServerOptions)),
        ];
        if (!ReferenceEquals(options.Value, all[0].Options))
            yield return "IOptions<McpServerOptions> gives other options each time it is asked, so the guard cannot prove that it stands around the server. " +
                "Register options that stay.";

        foreach (var (source, found) in all.DistinctBy(found => found.Options))
        {
            if (FindLost(source, found) is { } lost)
                yield return lost;
        }

        foreach (var problem in all.SelectMany(found => FindProblems(found.Options)).Distinct(StringComparer.Ordinal))
            yield return problem;
    }

    /// <summary>Handlers in these options that the guard's filters cannot control.</summary>
    public static IEnumerable<string> FindProblems(McpServerOptions options)
    {
        if (options.Handlers.CallToolWithAlternateHandler is not null)
            yield return "The server has a CallToolWithAlternateHandler, which replaces the guarded pipeline. Use tools or a CallToolHandler instead.";

        foreach (var method in options.RequestHandlers?.Select(handler => handler.Method).Where(MethodKinds.ByPipeline.Contains) ?? [])
            yield return $"The server has a RequestHandler for '{method}', which replaces the guarded pipeline. Use tools, prompts, resources or " +
                "McpServerOptions.Handlers instead.";

        foreach (var problem in CallerParameter.FindArguments(options))
            yield return problem;
    }

    private string? FindLost(string source, McpServerOptions found) => filters.FindLost(found).ToArray() is { Length: > 0 } lost
        ? $"The options of {source} lack the guard's filters in {string.Join(", ", lost)}. " +
            "A service that is registered after WithMcpGuard replaces them, or a server has options of its own. Use " +
                "Configure<McpServerOptions> or PostConfigure<McpServerOptions>, and make servers with IOptions<McpServerOptions>."
        : null;
}
