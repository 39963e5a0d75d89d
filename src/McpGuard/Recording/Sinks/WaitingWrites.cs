using System.Runtime.InteropServices;

namespace McpGuard;

/// <summary>
/// The writes for which a sink has not been called, in order. An outcome is held until the sink has answered for the earlier records of the
/// same operation. The owner of this object locks it.
/// </summary>
internal sealed class WaitingWrites
{
    private readonly LinkedList<PendingWrite> _others = new();
    private readonly LinkedList<PendingWrite> _outcomes = new();
    private readonly LinkedList<PendingWrite> _held = new();
    private readonly Dictionary<string, PendingWrite> _lastOf = new(StringComparer.Ordinal);
    private long _added;

    /// <summary>The number of writes that can be started. Held ones do not count.</summary>
    public int Count => _others.Count + _outcomes.Count;

    /// <summary>The lists, each with its oldest write first.</summary>
    public IEnumerable<LinkedList<PendingWrite>> Lists => [_others, _outcomes, _held];

    /// <summary>Whether the newest held write can still become late.</summary>
    public bool HoldsYoung => _held.Last is { Value.IsLate: false };

    /// <summary>The oldest write that can be started.</summary>
    public PendingWrite? First => (_others.First, _outcomes.First) switch
    {
        ({ } other, { } outcome) => (other.Value.Number < outcome.Value.Number ? other : outcome).Value,
        var (other, outcome) => (other ?? outcome)?.Value,
    };

    /// <summary>The oldest write that is not an outcome.</summary>
    public PendingWrite? FirstOther => _others.First?.Value;

    /// <summary>Adds a write, or holds it.</summary>
    public void Add(PendingWrite write)
    {
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_lastOf, write.Record!.OperationId, out var isFollowing);
        write.Number = _added++;
        write.IsHeld = isFollowing && write.IsOutcome;
        if (write.IsHeld)
            last!.Next = write;

        last = write;
        (write.IsHeld ? _held : LineOf(write)).AddLast(write.Node);
    }

    /// <summary>Releases the next write of the same operation after an answer. It is inserted by its number.</summary>
    public void ReleaseNext(PendingWrite write)
    {
        if (write.Next is not { } next)
        {
            EndOperation(write);
            return;
        }

        _held.Remove(next.Node);
        var line = LineOf(next);
        var younger = line.First;
        while (younger?.Value.Number < next.Number)
            younger = younger.Next;

        if (younger is null)
            line.AddLast(next.Node);
        else
            line.AddBefore(younger, next.Node);
    }

    /// <summary>Removes the writes that are held for this write, which the sink never answers.</summary>
    /// <returns>The write and all writes that were held for it.</returns>
    public List<PendingWrite> Forget(PendingWrite write)
    {
        List<PendingWrite> forgotten = [];
        for (var next = write; next is not null; next = next.Next)
        {
            next.Node.List?.Remove(next.Node);
            EndOperation(next);
            forgotten.Add(next);
        }

        return forgotten;
    }

    private void EndOperation(PendingWrite write)
    {
        // A write for which the sink was called at once has never waited.
        if (write.Record is { OperationId: var operation } && _lastOf.TryGetValue(operation, out var last) && last == write)
            _lastOf.Remove(operation);
    }

    private LinkedList<PendingWrite> LineOf(PendingWrite write) => write.IsOutcome ? _outcomes : _others;
}
