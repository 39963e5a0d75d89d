namespace McpGuard;

/// <summary>A record on its way to a sink. Its task completes when the sink has answered, or is late: true if the record is written.</summary>
internal sealed class PendingWrite : TaskCompletionSource<bool>
{
    /// <param name="note">What is noted of the record.</param>
    /// <param name="record">The record, if the sink has not been called yet.</param>
    /// <param name="handedOverAt">The present time.</param>
    /// <param name="context">The context in which the sink is called.</param>
    public PendingWrite(in RecordNote note, AuditRecord? record, long handedOverAt, ExecutionContext? context)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        Note = note;
        Record = record;
        Context = context;
        Node = new(this);
        HandedOverAt = handedOverAt;
        BegunAt = handedOverAt;
    }

    public RecordNote Note { get; }

    public AuditRecord? Record { get; }

    public bool IsOutcome => Note.Event == AuditEvent.Outcome;

    /// <summary>Its number among all records of the sink.</summary>
    public long Number { get; set; }

    public long HandedOverAt { get; }

    /// <summary>The time of the call of the sink.</summary>
    public long BegunAt { get; set; }

    /// <summary>The execution context of the request, for correlation in the sink; null if there is none.</summary>
    public ExecutionContext? Context { get; private set; }

    public bool IsLate { get; private set; }

    /// <summary>Whether it is an outcome that waits for the answer to an earlier write of the same operation.</summary>
    public bool IsHeld { get; set; }

    /// <summary>The next outcome of the same operation, which waits for this one's answer.</summary>
    public PendingWrite? Next { get; set; }

    /// <summary>The write's place in a list.</summary>
    public LinkedListNode<PendingWrite> Node { get; }

    /// <summary>Tells the request that there is no answer in time, and releases it. The record is still written if the sink accepts it later.</summary>
    public void MarkLate()
    {
        IsLate = true;
        Context = null;
        TrySetResult(false);
    }
}
