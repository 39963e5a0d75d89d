namespace McpGuard;

/// <summary>What spans tell of a decision: its record, which has bounded everything, and what came of writing it.</summary>
/// <param name="Record">The decision's record.</param>
/// <param name="Effect">What was decided, or a denial where the record could not be written.</param>
/// <param name="Reason">Why.</param>
/// <param name="Kind">What kind of thing the request is about.</param>
/// <param name="HttpProtocol">The version of HTTP, for example <c>HTTP/1.1</c>, or null where there is none.</param>
/// <param name="WithIdentity">Whether the options let spans say who calls.</param>
internal readonly record struct ToldDecision(AuditRecord Record, AuditEffect Effect, ReasonCode Reason, TargetKind Kind, string? HttpProtocol, bool WithIdentity);
