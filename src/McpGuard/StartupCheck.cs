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
    IOptions<McpServerOptions> server,
    IServiceProvider services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var (options, problems) = reader.Read();
        string[] all = [.. problems, .. ServerProblems(), .. options is null ? [] : ToolProblems(options)];
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

    private IEnumerable<string> ToolProblems(McpGuardOptions options)
    {
        var rules = new ToolRules(Options.Create(options), server);
        foreach (var tool in rules.Undeclared.Order(StringComparer.Ordinal))
            yield return $"The tool '{tool}' declares no scope, so nobody may call it. Add [RequireScope(\"…\")] or [AllowAnyCaller] to its method, or set {McpGuardDefaults.ConfigurationSection}:Tools:{tool}:Scopes.";

        foreach (var (tool, scope) in rules.All.SelectMany(rule => rule.Scopes.Where(scope => !ScopeSet.IsScopeToken(scope)).Select(scope => (rule.Tool, scope))))
            yield return $"The tool '{tool}' needs '{scope}', which is no scope: write each scope by itself, without spaces, quotes or backslashes.";

        foreach (var tool in options.Tools.Keys.Where(name => !rules.TryFind(name, out _)).Order(StringComparer.Ordinal))
            yield return $"{McpGuardDefaults.ConfigurationSection}:Tools names '{tool}', and there is no such tool. Remove it or correct its name.";
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
