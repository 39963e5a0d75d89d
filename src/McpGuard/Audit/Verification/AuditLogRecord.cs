namespace McpGuard;

/// <summary>A record of an audit log.</summary>
/// <param name="Seq">Its number in the log.</param>
/// <param name="Segment">The segment that it is in.</param>
/// <param name="Line">Its line there, from one.</param>
/// <param name="Json">The line: the record with its <c>seq</c> and <c>prev</c>.</param>
public sealed record AuditLogRecord(long Seq, int Segment, int Line, string Json);
