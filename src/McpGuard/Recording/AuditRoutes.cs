using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>Gives each record to every sink. A failed sink does not affect the others.</summary>
internal sealed class AuditRoutes : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly AuditRoute[] _routes;
    private bool _isDrained;

    /// <exception cref="McpGuardConfigurationException">There is a problem that <see cref="FindProblems"/> finds.</exception>
    public AuditRoutes(IEnumerable<IAuditSink> sinks, GuardMetrics metrics, IOptions<McpGuardOptions> options, TimeProvider time, ILogger<AuditRoutes> logger)
    {
        var audit = options.Value.Audit;
        IAuditSink[] all = [.. sinks];
        if (FindProblems(all, audit) is { Count: > 0 } problems)
            throw new McpGuardConfigurationException(problems);

        _routes = [.. all.Select(sink => new AuditRoute(sink, audit, metrics, time, logger))];
        metrics.ObserveSinks(() => _routes.Select(route => (route.Name, route.Pending, route.PendingAge)));
    }

    /// <summary>Finds sinks that cannot write, sinks without a name of their own, and options of unknown sinks.</summary>
    public static IReadOnlyList<string> FindProblems(IReadOnlyList<IAuditSink> sinks, AuditOptions audit) =>
    [
        .. sinks.OfType<IOpenedSink>().Select(sink => sink.Problem).OfType<string>(),
        .. audit.Sinks.Keys.Except(sinks.Select(sink => sink.Name), StringComparer.Ordinal).Select(name =>
            $"{McpGuardDefaults.ConfigurationSection}:Audit:Sinks names '{name}', and there is no such sink. " +
            $"There are: {string.Join(", ", sinks.Select(sink => sink.Name))}."),
        .. FindNameProblems(sinks),
    ];

    /// <summary>Finds why the files of the guard's own sinks could not be opened, if options with other problems do not allow to create the sinks.</summary>
    public static IReadOnlyList<string> FindFileProblems(AuditOptions audit) =>
        [.. new[] { FileAuditSink.FindProblem(audit.File), OcsfAuditSink.FindProblem(audit.Ocsf) }.OfType<string>()];

    /// <summary>The sinks that have stalled, or have lost records and not worked since.</summary>
    public IEnumerable<AuditRoute> Failing => _routes.Where(route => route.Lost > 0 || route.IsStalled);

    /// <param name="content">The content of the record.</param>
    /// <param name="record">The record, if it has been made already. A sink that needs it makes it otherwise.</param>
    /// <returns>Whether the request of the record may run.</returns>
    public ValueTask<bool> TryWriteAsync(in RecordContent content, AuditRecord? record = null)
    {
        var goesOn = true;
        Task<bool>? first = null;
        List<Task<bool>>? others = null;
        foreach (var route in _routes)
        {
            var writing = route.TryWriteAsync(content, ref record);
            if (writing.IsCompletedSuccessfully)
                goesOn &= writing.Result;
            else if (first is null)
                first = writing;
            else
                (others ??= [first]).Add(writing);
        }

        return (first, others) switch
        {
            (null, _) => new(goesOn),
            (_, null) when goesOn => new(first),
            _ => AwaitAllAsync(others ?? [first], goesOn),
        };
    }

    /// <summary>Tells whether a call could be recorded now, as far as that is known in advance.</summary>
    public async ValueTask<bool> CanRecordAsync()
    {
        foreach (var route in _routes)
        {
            if (!await route.CanRecordAsync().ConfigureAwait(false))
                return false;
        }

        return true;
    }

    /// <summary>Completes when every sink has answered all its records, or has stalled.</summary>
    public Task DrainAsync()
    {
        _isDrained = true;
        return Task.WhenAll(_routes.Select(route => route.DrainAsync()));
    }

    // A host that is disposed without a stop has outcomes in the queue. After a stop there are none.
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

    // Keys of a configuration are equal ignoring case.
    private static IEnumerable<string> FindNameProblems(IReadOnlyList<IAuditSink> sinks)
    {
        foreach (var sink in sinks.Where(sink => string.IsNullOrWhiteSpace(sink.Name)))
            yield return $"The audit sink {sink.GetType().Name} has no Name.";
        foreach (var same in sinks.GroupBy(sink => sink.Name, StringComparer.OrdinalIgnoreCase)
                .Where(same => !string.IsNullOrWhiteSpace(same.Key) && same.Count() > 1))
            yield return $"Two audit sinks have the name '{same.Key}': {string.Join(" and ", same.Select(sink => sink.GetType().Name))}. Give each sink its " +
                "own Name.";
    }

    // All sinks write at the same time, so a call waits for the slowest and not for the sum.
    private static async ValueTask<bool> AwaitAllAsync(List<Task<bool>> pending, bool goesOn)
    {
        foreach (var writing in pending)
            goesOn &= await writing.ConfigureAwait(false);

        return goesOn;
    }
}
