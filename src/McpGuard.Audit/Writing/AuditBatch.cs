namespace McpGuard.Audit;

/// <summary>The records that are not on stable storage yet, in their order, and who waits for them. Used by one thread at a time.</summary>
internal sealed class AuditBatch
{
    private readonly List<AuditFileEntry> _entries = [];
    private int _next;
    private bool _beginsWithBreak;

    public bool IsEmpty => _entries.Count == 0;

    public bool IsAwaited => _entries.Exists(static entry => entry.Waiter is not null);

    public void Add(AuditFileEntry entry)
    {
        if (!entry.Record.IsEmpty)
            _entries.Add(entry);
    }

    /// <returns>Whether there is a further record to write.</returns>
    public bool TryTake(out ReadOnlyMemory<byte> record)
    {
        var isThere = _next < _entries.Count;
        record = isThere ? _entries[_next++].Record : default;
        return isThere;
    }

    /// <summary>Lets go of those that were taken: they are on stable storage.</summary>
    public void Complete()
    {
        for (var i = 0; i < _next; i++)
            _entries[i].Waiter?.TrySetResult();

        _entries.RemoveRange(0, _next);
        (_next, _beginsWithBreak) = (0, false);
    }

    /// <summary>Lets all be taken again, after a record of how the log broke.</summary>
    public void Restart(byte[] record)
    {
        if (_beginsWithBreak)
            _entries.RemoveAt(0);

        _entries.Insert(0, new(record, Waiter: null));
        (_next, _beginsWithBreak) = (0, true);
    }

    /// <summary>Tells those who wait that their records are not written, and lets the others be taken again.</summary>
    public void Fail(Exception exception)
    {
        _next = 0;
        _entries.RemoveAll(entry => entry.Waiter?.TrySetException(new IOException("The audit record could not be written.", exception)) is true);
    }
}
