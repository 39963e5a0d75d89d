#pragma warning disable MCPEXP002 // The guard refuses to start beside a handler that would replace its place in the pipeline.

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Stops the start where the guard could not hold, with one message for all that is wrong. It runs before any
/// transport takes its first request.
/// </summary>
internal sealed class StartupCheck(
    OptionsReader reader,
    PolicyCompiler compiler,
    IOptions<McpServerOptions> server,
    IServiceProvider services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var (options, problems) = reader.Read();
        string[] all = [.. problems, .. ServerProblems(), .. options is null ? [] : PolicyProblems(options)];
        if (all.Length > 0)
            throw new McpGuardConfigurationException(all);

        // From here on a changed configuration is noticed, also before anybody calls.
        _ = services.GetRequiredService<LiveOptions>();

        // A token in the environment is taken out of it before anything is served.
        _ = services.GetServices<ITokenSource>().Count();
        return Task.CompletedTask;
    }

    private IEnumerable<string> ServerProblems()
    {
        if (server.Value.Handlers.CallToolWithAlternateHandler is not null)
            yield return "The server has a CallToolWithAlternateHandler, which takes the place of the guarded pipeline. Use tools or a CallToolHandler instead.";
        foreach (var problem in CallerParameter.FindArguments(server.Value))
            yield return problem;
    }

    // A policy is made with the options, so there is nothing to say about it while those cannot be read.
    private IReadOnlyList<string> PolicyProblems(McpGuardOptions options) => compiler.Compile(options).Problems;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
