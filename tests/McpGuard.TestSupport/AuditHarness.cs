using System.Diagnostics.Metrics;
using System.Text.Json;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol.Server;

namespace McpGuard.TestSupport;

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
        Routes = new AuditRoutes(sinks.Length == 0 ? [Sink] : sinks, metrics, options, Time, Log);
        var records = new AuditRecordFactory(digest, new RecordedValues(options, digest, Services), options, Time);
        Trail = new AuditTrail(Routes, records, new RefusalTally(options), metrics, options, Time, TrailLog);
    }

    public RecordingAuditSink Sink { get; } = new();

    public FakeLogger<AuditRoutes> Log { get; } = new();

    public FakeLogger<AuditTrail> TrailLog { get; } = new();

    public AuditRoutes Routes { get; }

    /// <summary>A policy that requires nothing.</summary>
    public CompiledPolicy Policy { get; } = new PolicyHarness().Rules;

    public static ServiceProvider Services { get; } = new ServiceCollection().AddMetrics().AddRedaction().BuildServiceProvider();

    public IMeterFactory Meters { get; } = Services.GetRequiredService<IMeterFactory>();

    public FakeTimeProvider Time { get; } = new(Callers.Now);

    public AuditTrail Trail { get; }

    /// <summary>A call that has been received.</summary>
    public GuardedOperation Operation(string? target = "tool", string id = "op-1", DelegatedCaller? caller = null) =>
        Operation(new GuardedRequest { Transport = "stream", Method = "tools/call", Target = target }, caller, id: id);

    /// <summary>A request that has been received.</summary>
    public GuardedOperation Operation(GuardedRequest request, DelegatedCaller? caller = null, CompiledPolicy? policy = null, string id = "op-1")
    {
        var operation = new GuardedOperation(request, policy ?? Policy, Time, Time.GetTimestamp(), id);
        if (caller is not null)
            operation.TryIdentify(caller);

        return operation;
    }

    /// <summary>A request of a caller's, under a policy.</summary>
    public static GuardedOperation OperationOf(DelegatedCaller caller, CompiledPolicy policy) =>
        new AuditHarness().Operation(new GuardedRequest { Transport = "stream" }, caller, policy);

    /// <summary>Records that a call is allowed.</summary>
    public Task<bool> AllowAsync(string id = "op-1") => Trail.TryRecordDecisionAsync(Operation(id: id, caller: Callers.With()), Policy.AnyCaller).AsTask();

    /// <summary>Records that a call has ended.</summary>
    public Task EndAsync(string id = "op-1") => Trail.RecordOutcomeAsync(AllowedOperation(id), AuditOutcome.Succeeded).AsTask();

    /// <summary>An operation that is allowed, which is on record already.</summary>
    public GuardedOperation AllowedOperation(string id = "op-1")
    {
        var operation = Operation(id: id, caller: Callers.With());
        operation.TryDecide(isAllowed: true);
        return operation;
    }

    /// <summary>Records an allowed call with these arguments.</summary>
    public async Task<AuditRecord> RecordAsync(string arguments, McpServerTool? tool = null)
    {
        var values = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(arguments);
        var operation = Operation(caller: Callers.With());
        operation.TryMatch(operation.Request.Target, tool);
        await Trail.TryRecordDecisionAsync(operation, Policy.AnyCaller, values);
        return Sink.Records[^1];
    }
}
