namespace McpGuard.Audit;

/// <summary>A segment's file is not in the state in which it was written: it is missing, or was replaced, truncated, or written by another process.</summary>
internal sealed class SegmentBreakException(string message) : IOException(message);
