namespace McpGuard;

/// <summary>A sink of the guard's own that knows beforehand which records it does nothing with, so that nobody waits for those.</summary>
internal interface ISelectiveSink
{
    bool Takes(AuditRecord record);
}
