namespace McpGuard;

/// <summary>
/// The guard while it runs: it records its start, its one stop, each minute the counted refusals, and changes of an issuer's keys. Created
/// after everything that it records with, so a host that is disposed without a stop disposes it first, and no count is lost.
/// </summary>
internal sealed class GuardRun(AuditTrail audit, AuditRoutes routes, FileAuditSink file, LivePolicy policy, KeyChanges keys, TimeProvider time)
    : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private ITimer? _refusals;
    private Task? _stopped;

    private string PolicyVersion => policy.Current.Settings.Version;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        keys.Changed += RecordKeys;
        await audit.RecordGuardAsync(AuditEvent.GuardStarted, PolicyVersion, McpGuardDefaults.Version).WaitAsync(cancellationToken).ConfigureAwait(false);
        _refusals = GuardTimer.Create(time, () => _ = audit.RecordRefusalsAsync(PolicyVersion), RefusalTally.Window, RefusalTally.Window);
    }

    /// <summary>Stops the guard. A host may stop several times, even at the same time; all calls wait for the same stop.</summary>
    public Task StopAsync()
    {
        lock (_lock)
            return _stopped ??= RecordStopAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync().WaitAsync(_patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public void Dispose() => Task.WaitAny([Task.Run(StopAsync)], _patience);

    // Waiting records are written within the time that the host allows, even if one sink does not finish.
    private async Task RecordStopAsync()
    {
        keys.Changed -= RecordKeys;
        if (_refusals is null)
            return;

        await _refusals.DisposeAsync().ConfigureAwait(false);
        await audit.RecordRefusalsAsync(PolicyVersion).ConfigureAwait(false);
        await audit.RecordGuardAsync(AuditEvent.GuardStopped, PolicyVersion, McpGuardDefaults.Version).ConfigureAwait(false);
        await Task.WhenAll(routes.DrainAsync(), file.DisposeAsync().AsTask()).ConfigureAwait(false);
    }

    private void RecordKeys(string issuer, IReadOnlyList<string> keyIds) => _ = audit.RecordKeysAsync(issuer, keyIds);
}
