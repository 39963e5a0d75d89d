using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpGuard;

/// <summary>Starts and stops the guard with its host.</summary>
// It gets its services after the options have been validated, which is not yet the case when it is created.
internal sealed class GuardLifetime(IServiceProvider services) : IHostedLifecycleService
{
    private GuardRun? _run;
    private ApprovalWaiters? _waiters;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _run = services.GetRequiredService<GuardRun>();
        _waiters = services.GetRequiredService<ApprovalWaiters>();
        services.GetRequiredService<IssuerPreparation>().Start();
        return _run.StartAsync(cancellationToken);
    }

    // All records have been queued by now. The services may already be disposed: a test host stops twice.
    public Task StoppedAsync(CancellationToken cancellationToken) => _run?.StopAsync().WaitAsync(cancellationToken) ?? Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Before the web server stops, which waits for its requests.
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _waiters?.End();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
