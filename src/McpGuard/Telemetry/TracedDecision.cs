namespace McpGuard;

/// <summary>The content of spans for a decision: its record, which bounds everything, and the result of writing it.</summary>
/// <param name="Record">The decision's record.</param>
/// <param name="Effect">The effect of the decision, or a denial if the record could not be written.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Kind">The kind of target of the request.</param>
/// <param name="HttpProtocol">The version of HTTP, for example <c>HTTP/1.1</c>, or null without HTTP.</param>
/// <param name="WithIdentity">Whether the options allow spans to name the caller.</param>
internal readonly record struct TracedDecision(
    AuditRecord Record, AuditEffect Effect, ReasonCode Reason, TargetKind Kind, string? HttpProtocol, bool WithIdentity);
