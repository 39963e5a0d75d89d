using System.Diagnostics.Metrics;

namespace McpGuard;

/// <summary>Counts decisions, for the meter <see cref="McpGuardDefaults.Meter"/>.</summary>
internal sealed class GuardMetrics
{
    private readonly Counter<long> _decisions;

    public GuardMetrics(IMeterFactory meters) => _decisions = meters.Create(McpGuardDefaults.Meter)
        .CreateCounter<long>("mcpguard.decisions", "{decision}", "Requests decided, by effect and reason.");

    public void Count(AuditRecord decision)
    {
        if (_decisions.Enabled)
            _decisions.Add(1, new("mcpguard.effect", Name(decision.Effect)), new("mcpguard.reason", Name(decision.Reason)), new("mcpguard.rule", decision.Rule));
    }

    private static string? Name<T>(T? value)
        where T : struct, Enum => value is null ? null : System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.Value.ToString());
}
