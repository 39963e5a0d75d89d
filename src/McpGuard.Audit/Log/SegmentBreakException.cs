namespace McpGuard.Audit;

/// <summary>A segment's file is no longer what was written to it: it is gone, was replaced, cut off, or written by another process.</summary>
internal sealed class SegmentBreakException(string message) : IOException(message);
