namespace McpGuard;

/// <summary>A sink of the guard that knows in advance which records it ignores, so that no call waits for those.</summary>
internal interface ISelectiveSink
{
    bool Takes(in RecordContent record);
}
