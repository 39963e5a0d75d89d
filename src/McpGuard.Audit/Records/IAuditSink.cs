namespace McpGuard.Audit;

/// <summary>
/// Receives audit records. A sink lets its exceptions propagate: <c>AuditOptions.FailureMode</c> says what they mean.
/// All registered sinks get every record.
/// </summary>
public interface IAuditSink
{
    /// <summary>
    /// The sink's name in <c>AuditOptions.Sinks</c>, in metrics, messages and records. Two sinks of a server have different names, also
    /// ignoring case. Default: the name of the type.
    /// </summary>
    string Name => GetType().Name;

    /// <summary>
    /// Whether <see cref="WriteAsync"/> never blocks its thread: it takes the record into memory, and waits for nothing. Such a sink is
    /// called on the thread of the request. Any other has a thread of its own, so that one that blocks stops no request. Default
    /// <see langword="false"/>.
    /// </summary>
    bool NeverBlocks => false;

    /// <summary>Takes a record. When the task has completed, the sink answers for the record.</summary>
    /// <param name="record">The record; it does not change any more.</param>
    /// <param name="cancellationToken">Cancels the writing; a call's own end does not.</param>
    /// <returns>A task for the writing.</returns>
    ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken);
}
