using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>Hands each record to every sink. One that fails does not keep it from the others.</summary>
internal sealed class AuditRoutes : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly AuditRoute[] _routes;
    private bool _isDrained;

    /// <exception cref="McpGuardConfigurationException">The options name a sink that is not there.</exception>
    public AuditRoutes(IEnumerable<IAuditSink> sinks, GuardMetrics metrics, IOptions<McpGuardOptions> options, TimeProvider time, ILogger<AuditRoutes> logger)
    {
        var audit = options.Value.Audit;
        _routes = [.. sinks.Select(sink => (Sink: sink, Name: NameOf(sink)))
            .Select(route => new AuditRoute(route.Name, route.Sink, audit, metrics, time, logger))];
        string[] unknown = [.. audit.Sinks.Keys.Except(_routes.Select(route => route.Name), StringComparer.Ordinal)
            .Select(name => $"{McpGuardDefaults.ConfigurationSection}:Audit:Sinks names '{name}', and there is no such sink. There are: {string.Join(", ", _routes.Select(route => route.Name))}.")];
        if (unknown.Length > 0)
            throw new McpGuardConfigurationException(unknown);

        metrics.ObserveSinks(() => _routes.Select(route => (route.Name, route.Pending, route.PendingAge)));
    }

    /// <summary>The sinks that have stalled, or have lost records and have not worked since.</summary>
    public IEnumerable<AuditRoute> Failing => _routes.Where(route => route.Lost > 0 || route.IsStalled);

    /// <returns>Whether what the record is about may go on.</returns>
    public ValueTask<bool> TryWriteAsync(AuditRecord record)
    {
        var goesOn = true;
        List<Task<bool>>? pending = null;
        foreach (var route in _routes)
        {
            var writing = route.TryWriteAsync(record);
            if (writing.IsCompletedSuccessfully)
                goesOn &= writing.Result;
            else
                (pending ??= []).Add(writing);
        }

        return pending is null ? new(goesOn) : AwaitAllAsync(pending, goesOn);
    }

    /// <summary>Says whether the record of a call could be written now, as far as that is known beforehand.</summary>
    public async ValueTask<bool> CanRecordAsync(string? resource)
    {
        foreach (var route in _routes)
        {
            if (!await route.CanRecordAsync(resource).ConfigureAwait(false))
                return false;
        }

        return true;
    }

    /// <summary>Ends when every sink has answered all that it was handed, or has stalled.</summary>
    public Task DrainAsync()
    {
        _isDrained = true;
        return Task.WhenAll(_routes.Select(route => route.DrainAsync()));
    }

    // A host that is disposed without a stop has outcomes on their way. One that was stopped has waited already.
    public async ValueTask DisposeAsync()
    {
        if (!_isDrained)
            await DrainAsync().WaitAsync(_patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        if (!_isDrained)
            Task.WaitAny([DrainAsync()], _patience);
    }

    // All sinks write at the same time, so that the slowest counts and not their sum.
    private static async ValueTask<bool> AwaitAllAsync(List<Task<bool>> pending, bool goesOn)
    {
        foreach (var writing in pending)
            goesOn &= await writing.ConfigureAwait(false);

        return goesOn;
    }

    // FileAuditSink is called File.
    private static string NameOf(IAuditSink sink)
    {
        const string Suffix = "AuditSink";
        var name = sink.GetType().Name;
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }
}
