using System.Diagnostics.Metrics;
using System.Text.Json;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests;

/// <summary>The audit trail by itself.</summary>
internal sealed class AuditHarness
{
    public AuditHarness(Action<McpGuardOptions>? configure = null, params IAuditSink[] sinks)
    {
        var settings = new McpGuardOptions { Resource = ValidatorHarness.Resource };
        configure?.Invoke(settings);
        var options = Options.Create(settings);
        var metrics = new GuardMetrics(Meters);
        var digest = new AuditDigest(options);
        var routes = new AuditRoutes(sinks.Length == 0 ? [Sink] : sinks, metrics, options, Time, NullLogger<AuditRoutes>.Instance);
        var records = new AuditRecordFactory(digest, new RecordedValues(options, digest, Services), options, Time);
        Trail = new AuditTrail(routes, records, new RefusalTally(options), metrics, options, Time);
    }

    public RecordingAuditSink Sink { get; } = new();

    /// <summary>A policy that demands nothing.</summary>
    public PolicySnapshot Policy { get; } = new PolicyHarness().Rules;

    public static ServiceProvider Services { get; } = new ServiceCollection().AddMetrics().AddRedaction().BuildServiceProvider();

    public IMeterFactory Meters { get; } = Services.GetRequiredService<IMeterFactory>();

    public FakeTimeProvider Time { get; } = new(Callers.Now);

    public AuditTrail Trail { get; }

    public GuardedOperation Operation(string? target = "tool") => new("op-1", Time.GetTimestamp()) { Method = "tools/call", Target = target, Policy = Policy };

    /// <summary>Records an allowed call with these arguments.</summary>
    public async Task<AuditRecord> RecordAsync(string arguments)
    {
        var values = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(arguments);
        await Trail.TryRecordDecisionAsync(Operation(), Callers.With(), Policy.AnyCaller, values);
        return Sink.Records[^1];
    }
}
