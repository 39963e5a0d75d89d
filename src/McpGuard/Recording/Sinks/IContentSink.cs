namespace McpGuard;

/// <summary>A sink of the guard that writes the content of a record, so that the record need not be made for it.</summary>
internal interface IContentSink
{
    ValueTask WriteAsync(in RecordContent record, CancellationToken cancellationToken);
}
