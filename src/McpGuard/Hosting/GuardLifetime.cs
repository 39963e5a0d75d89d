using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpGuard;

/// <summary>Puts on record when the guard begins and stops to serve, and in between each minute the refusals that were counted, and when an issuer's keys change.</summary>
// What it needs is made when the options have been found good, which is not yet so when it is made itself.
internal sealed class GuardLifetime(IServiceProvider services, TimeProvider time) : IHostedLifecycleService, IDisposable
{
    private ITimer? _refusals;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<KeyChanges>().Changed += RecordKeys;
        await RecordAsync(AuditEvent.GuardStarted).WaitAsync(cancellationToken).ConfigureAwait(false);

        // The timer may come once more while the services are disposed, so it asks them for nothing.
        var (audit, policy) = (services.GetRequiredService<AuditTrail>(), services.GetRequiredService<LivePolicy>());
        _refusals = GuardTimer.Create(time, () => _ = audit.RecordRefusalsAsync(policy.Current.Settings.Version), RefusalTally.Window, RefusalTally.Window);
    }

    // All that could still be recorded has been by now. What waits is written within the time that the host allows, also where
    // some sink does not come to its end.
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<KeyChanges>().Changed -= RecordKeys;
        _refusals?.Dispose();
        await services.GetRequiredService<AuditTrail>().RecordRefusalsAsync(services.GetRequiredService<LivePolicy>().Current.Settings.Version).ConfigureAwait(false);
        await RecordAsync(AuditEvent.GuardStopped).ConfigureAwait(false);
        await Task.WhenAll(services.GetRequiredService<AuditRoutes>().DrainAsync(), services.GetRequiredService<FileAuditSink>().DisposeAsync().AsTask()).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _refusals?.Dispose();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task RecordAsync(AuditEvent @event) =>
        services.GetRequiredService<AuditTrail>().RecordGuardAsync(@event, services.GetRequiredService<LivePolicy>().Current.Settings.Version, McpGuardDefaults.Version);

    private void RecordKeys(string issuer, IReadOnlyList<string> keyIds) => _ = services.GetRequiredService<AuditTrail>().RecordKeysAsync(issuer, keyIds);
}
