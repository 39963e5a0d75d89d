namespace McpGuard;

/// <summary>A record on its way into a sink. Its task ends when the sink has answered, or is late: true if the record is written.</summary>
internal sealed class PendingWrite : TaskCompletionSource<bool>
{
    public PendingWrite(AuditRecord record, long handedOverAt, ExecutionContext? context)
        : base(TaskCreationOptions.RunContinuationsAsynchronously) =>
        (Record, HandedOverAt, BegunAt, Context, Node) = (record, handedOverAt, handedOverAt, context, new(this));

    public AuditRecord Record { get; }

    public bool IsOutcome => Record.Event == AuditEvent.Outcome;

    /// <summary>Its place among all records of the sink.</summary>
    public long Number { get; set; }

    public long HandedOverAt { get; }

    /// <summary>When the sink was called.</summary>
    public long BegunAt { get; set; }

    /// <summary>The context of the request, for what a sink correlates by; null when there is none to run in.</summary>
    public ExecutionContext? Context { get; private set; }

    public bool IsLate { get; private set; }

    /// <summary>Whether it is an outcome that came while another write of the same operation had no answer. The answer lets it go.</summary>
    public bool IsHeld { get; set; }

    /// <summary>The next outcome of the same operation, which is held until this one has been answered.</summary>
    public PendingWrite? Next { get; set; }

    /// <summary>The write's place in a list.</summary>
    public LinkedListNode<PendingWrite> Node { get; }

    /// <summary>Tells the request that it waits in vain, and lets go of it. The record is still written, if the sink ever takes it.</summary>
    public void BeLate()
    {
        (IsLate, Context) = (true, null);
        TrySetResult(false);
    }
}
