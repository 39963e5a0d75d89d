namespace McpGuard.Audit;

/// <summary>A description of a tool's result, without its content.</summary>
/// <param name="Kinds">The kinds of content, each once: <c>text</c>, <c>image</c>, <c>audio</c>, <c>resource</c>, <c>resource_link</c>,
/// <c>structured</c>.</param>
/// <param name="Bytes">The size of the result as JSON.</param>
/// <param name="Digest">A digest of the result as JSON. See <c>AuditOptions.DigestKey</c>.</param>
public sealed record AuditResult(IReadOnlyList<string> Kinds, long Bytes, string Digest);
