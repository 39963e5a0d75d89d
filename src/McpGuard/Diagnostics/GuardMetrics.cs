using System.Diagnostics.Metrics;

namespace McpGuard;

/// <summary>Counts and measures what the guard does, for the meter <see cref="McpGuardDefaults.Meter"/>.</summary>
internal sealed class GuardMetrics
{
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _lost;

    public GuardMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(McpGuardDefaults.Meter);
        _decisions = meter.CreateCounter<long>("mcpguard.decisions", "{decision}", "Requests decided, by effect and reason.");
        _lost = meter.CreateCounter<long>("mcpguard.audit.lost", "{record}", "Audit records that a sink could not take.");
    }

    public void CountDecision(AuditRecord decision)
    {
        if (_decisions.Enabled)
            _decisions.Add(1, new("mcpguard.effect", Name(decision.Effect)), new("mcpguard.reason", Name(decision.Reason)), new("mcpguard.rule", decision.Rule));
    }

    public void CountLost(string sink) => _lost.Add(1, new KeyValuePair<string, object?>("mcpguard.sink", sink));

    private static string? Name<T>(T? value)
        where T : struct, Enum => value is null ? null : System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.Value.ToString());
}
