namespace McpGuard.Audit;

/// <summary>
/// Receives audit records. A sink lets its exceptions propagate; <c>AuditOptions.FailureMode</c> sets their effect. All registered sinks
/// get every record.
/// </summary>
public interface IAuditSink
{
    /// <summary>
    /// The sink's name in <c>AuditOptions.Sinks</c>, in metrics, messages and records. Sinks of a server must have different names,
    /// ignoring case. Default: the name of the type.
    /// </summary>
    string Name => GetType().Name;

    /// <summary>
    /// Whether <see cref="WriteAsync"/> never blocks its thread, because it only stores the record in memory. Such a sink is called on the
    /// thread of the request. Any other sink is called on its own thread, so that it cannot block a request. Default <see
    /// langword="false"/>.
    /// </summary>
    bool NeverBlocks => false;

    /// <summary>Writes a record. The record counts as written when the task has completed.</summary>
    /// <param name="record">The record. It does not change.</param>
    /// <param name="cancellationToken">Cancels the write. The end of the call does not cancel it.</param>
    /// <returns>A task that completes when the record is written.</returns>
    ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken);
}
