namespace McpGuard;

/// <summary>A denial by a report-only rule.</summary>
internal sealed record ShadowDenial(string Rule, ReasonCode Reason);
