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
internal sealed class StartupCheck(IServiceProvider services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        List<string> problems = [.. OptionProblems(), .. ServerProblems()];
        if (problems.Count > 0)
            throw new McpGuardConfigurationException(problems);

        // A token in the environment is taken out of it before anything is served.
        _ = services.GetServices<ITokenSource>().Count();
        return Task.CompletedTask;
    }

    private List<string> OptionProblems()
    {
        try
        {
            _ = services.GetRequiredService<IOptions<McpGuardOptions>>().Value;
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return [.. exception.Failures];
        }
        catch (InvalidOperationException exception)
        {
            // What the configuration binder could not read: an unknown key, or a value of another type.
            return [$"The configuration section {McpGuardDefaults.ConfigurationSection} could not be read: {exception.Message}"];
        }
    }

    private IEnumerable<string> ServerProblems()
    {
        var server = services.GetRequiredService<IOptions<McpServerOptions>>().Value;
        if (server.Handlers.CallToolWithAlternateHandler is not null)
            yield return "The server has a CallToolWithAlternateHandler, which takes the place of the guarded pipeline. Use tools or a CallToolHandler instead.";

        McpGuardOptions options;
        ToolRules rules;
        try
        {
            options = services.GetRequiredService<IOptions<McpGuardOptions>>().Value;
            rules = services.GetRequiredService<ToolRules>();
        }
        catch (Exception exception) when (exception is OptionsValidationException or InvalidOperationException)
        {
            options = new McpGuardOptions();
            rules = new ToolRules(Options.Create(options), Options.Create(server));
        }

        foreach (var tool in rules.Undeclared.Order(StringComparer.Ordinal))
            yield return $"The tool '{tool}' declares no scope, so nobody may call it. Add [RequireScope(\"…\")] or [AllowAnyCaller] to its method, or set {McpGuardDefaults.ConfigurationSection}:Tools:{tool}:Scopes.";

        foreach (var tool in options.Tools.Keys.Where(name => !rules.TryFind(name, out _)).Order(StringComparer.Ordinal))
            yield return $"{McpGuardDefaults.ConfigurationSection}:Tools names '{tool}', and there is no such tool. Remove it or correct its name.";
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
