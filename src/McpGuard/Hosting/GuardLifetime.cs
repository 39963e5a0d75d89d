using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpGuard;

/// <summary>Records the start and the stop of the guard, each minute the counted refusals, and changes of an issuer's keys.</summary>
// It gets its services after the options have been validated, which is not yet the case when it is created.
internal sealed class GuardLifetime(IServiceProvider services, TimeProvider time) : IHostedLifecycleService, IDisposable
{
    private ITimer? _refusals;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<KeyChanges>().Changed += RecordKeys;
        await RecordAsync(AuditEvent.GuardStarted).WaitAsync(cancellationToken).ConfigureAwait(false);

        // The timer may run once more while the services are disposed, so it requests no services.
        var (audit, policy) = (services.GetRequiredService<AuditTrail>(), services.GetRequiredService<LivePolicy>());
        _refusals = GuardTimer.Create(time, () => _ = audit.RecordRefusalsAsync(policy.Current.Settings.Version), RefusalTally.Window, RefusalTally.Window);
    }

    // All records have been queued by now. Waiting records are written within the time that the host allows, even if one sink does not finish.
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
