namespace McpGuard;

/// <summary>A denial by a rule that only reports.</summary>
internal sealed record ShadowDenial(string Rule, ReasonCode Reason);
