namespace McpGuard;

/// <summary>The caller that began a task, and the request that began it.</summary>
/// <param name="Caller">Identifies the caller: its issuer, subject, client and actor.</param>
/// <param name="Method">The method of the request.</param>
/// <param name="Target">The tool or other target of the request, if it named one.</param>
public sealed record TaskOwner(string Caller, string Method, string? Target);
