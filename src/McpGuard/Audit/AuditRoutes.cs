using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>Hands each record to every sink. One that fails does not keep it from the others.</summary>
internal sealed class AuditRoutes
{
    private readonly AuditRoute[] _routes;

    /// <exception cref="McpGuardConfigurationException">The options name a sink that is not there.</exception>
    public AuditRoutes(IEnumerable<IAuditSink> sinks, GuardMetrics metrics, IOptions<McpGuardOptions> options, TimeProvider time, ILogger<AuditRoutes> logger)
    {
        var audit = options.Value.Audit;
        _routes = [.. sinks.Select(sink => (Sink: sink, Name: NameOf(sink)))
            .Select(route => new AuditRoute(route.Name, route.Sink, audit.Sinks.TryGetValue(route.Name, out var own) ? own.FailureMode ?? audit.FailureMode : audit.FailureMode, metrics, time, logger))];
        string[] unknown = [.. audit.Sinks.Keys.Except(_routes.Select(route => route.Name), StringComparer.Ordinal)
            .Select(name => $"{McpGuardDefaults.ConfigurationSection}:Audit:Sinks names '{name}', and there is no such sink. There are: {string.Join(", ", _routes.Select(route => route.Name))}.")];
        if (unknown.Length > 0)
            throw new McpGuardConfigurationException(unknown);
    }

    /// <summary>The sinks that have lost records and have not worked since.</summary>
    public IEnumerable<AuditRoute> Failing => _routes.Where(route => route.Lost > 0);

    /// <returns>Whether what the record is about may go on.</returns>
    public async ValueTask<bool> TryWriteAsync(AuditRecord record)
    {
        var goesOn = true;
        foreach (var route in _routes)
            goesOn &= await route.TryWriteAsync(record);

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
