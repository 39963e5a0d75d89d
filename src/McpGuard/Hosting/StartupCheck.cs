using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// Makes startup fail if the guard could not do its work, with one message for all problems. It runs before a transport receives its first
/// request.
/// </summary>
internal sealed class StartupCheck(
    OptionsReader reader,
    PolicyCompiler compiler,
    ServerCheck servers,
    ExtensionCheck extensions,
    RecordingCheck recording,
    ServedPaths paths,
    IServiceProvider services,
    ILoggerFactory loggers,
    ILogger<StartupCheck> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        SurfaceExport.WriteIfAsked(services.GetRequiredService<ServerSurface>);
        ConfigurationExit.ReadLogging(loggers);
        var (options, problems) = reader.Read();
        if (problems.Count == 0)
            problems = FindProblemsOfServed();

        var isValid = problems.Count == 0;
        string[] all =
        [
            .. problems,
            .. servers.FindProblems(),
            .. extensions.FindProblems(options, isValid),
            .. recording.FindProblems(options, isValid),
            .. options is null ? [] : ApprovalProblems.FindOfFolder(options.Approvals),
            .. options is null ? [] : PolicyProblems(options),
        ];
        if (all.Length > 0)
            throw new McpGuardConfigurationException(all);

        TestedSdk.Range.WarnIfUntested(TestedSdk.Loaded, logger);
        Quietly.Run(recording.Warn);

        // From here on a changed configuration is noticed, also before the first call.
        _ = services.GetRequiredService<LiveOptions>();

        return Task.CompletedTask;
    }

    // The guard uses IOptions, which an application may have registered itself, without binding and validation.
    private IReadOnlyList<string> FindProblemsOfServed() => reader.FindProblems(services.GetRequiredService<IOptions<McpGuardOptions>>().Value);

    // A policy is compiled with the options, so its problems are unknown while the options cannot be read.
    private IReadOnlyList<string> PolicyProblems(McpGuardOptions options) => compiler.Compile(options).Problems;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The web server has its endpoints only now. A wrong endpoint serves nothing unsafe, but clients would not find the server.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (paths.FindProblems?.Invoke() is { Count: > 0 } problems)
            throw new McpGuardConfigurationException([.. problems]);
        if (paths.FindProblems is not null && services.GetRequiredService<LivePolicy>().Current.ScopeRequests is { Initial.Count: 0, Every.Count: > 0 })
            Quietly.Run(() => Log.NoInitialScopes(logger, McpGuardDefaults.ConfigurationSection));

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
