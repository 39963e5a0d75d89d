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
        Trail = new AuditTrail(sinks.Length == 0 ? [Sink] : sinks, new ArgumentDigest(options), new GuardMetrics(Meters), options, Time, NullLogger<AuditTrail>.Instance);
    }

    public RecordingAuditSink Sink { get; } = new();

    /// <summary>A policy that demands nothing.</summary>
    public PolicySnapshot Policy { get; } = new PolicyHarness().Rules;

    public IMeterFactory Meters { get; } = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

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
