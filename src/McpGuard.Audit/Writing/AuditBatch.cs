using System.Runtime.InteropServices;

namespace McpGuard.Audit;

/// <summary>
/// The records that are not on stable storage yet, in their order, and the calls that wait for them. They are kept until then, so that a failed write
/// loses no record whose call did not wait for it. Used by one thread at a time.
/// </summary>
internal sealed class AuditBatch
{
    private readonly List<AuditFileEntry> _entries = [];
    private RecordChunks _records = new();
    private int _next;
    private int _completed;
    private int _awaited;
    private int _awaitFlush;
    private bool _beginsWithBreak;

    public int Count => _entries.Count;

    public long Bytes => _records.Length;

    public bool IsEmpty => _entries.Count == 0;

    /// <summary>Whether there is a further record to write.</summary>
    public bool HasNext => _next < _entries.Count;

    /// <summary>Whether a call waits for any of the records.</summary>
    public bool IsAwaited => _awaited > 0;

    /// <summary>Whether a call waits for stable storage.</summary>
    public bool IsFlushAwaited => _awaitFlush > 0;

    public void Add(ReadOnlySpan<byte> record, AuditDurability durability, AuditWaiter? waiter) =>
        Add(new(_records.Add(record), durability, waiter));

    /// <summary>Takes over all records of another batch, which is then empty.</summary>
    public void Take(AuditBatch other)
    {
        foreach (var entry in other._entries)
            Add(entry with { Record = _records.Add(entry.Record.Span) });

        other._entries.Clear();
        other.Clear();
    }

    /// <returns>The next record to write.</returns>
    public ReadOnlySpan<byte> Next() => _entries[_next++].Record.Span;

    /// <summary>Completes the calls that wait only until their records are with the operating system.</summary>
    public void CompleteWritten()
    {
        var entries = CollectionsMarshal.AsSpan(_entries);
        for (; _completed < _next; _completed++)
        {
            ref var entry = ref entries[_completed];
            if (entry is { Waiter: { } waiter, Durability: AuditDurability.Written })
            {
                entry = entry with { Waiter = null };
                _awaited--;
                waiter.SetResult();
            }
        }
    }

    /// <summary>Removes the records that were written: they are on stable storage.</summary>
    public void CompleteFlushed()
    {
        for (var i = 0; i < _next && _awaited > 0; i++)
        {
            if (_entries[i].Waiter is { } waiter)
            {
                Forget(_entries[i]);
                waiter.SetResult();
            }
        }

        _entries.RemoveRange(0, _next);
        _next = 0;
        _completed = 0;
        _beginsWithBreak = false;
        if (_entries.Count == 0)
            Clear();
    }

    /// <summary>Starts again with all records, after a record that says how the log broke.</summary>
    public void Restart(ReadOnlySpan<byte> record)
    {
        if (_beginsWithBreak)
            _entries.RemoveAt(0);

        _entries.Insert(0, new(_records.Add(record), AuditDurability.Buffered, Waiter: null));
        _next = 0;
        _completed = 0;
        _beginsWithBreak = true;
    }

    /// <summary>Fails the calls whose records are not written. The other records are written again.</summary>
    public void Fail(Exception exception)
    {
        _next = 0;
        _completed = 0;
        for (var i = 0; i < _entries.Count && _awaited > 0; i++)
        {
            if (_entries[i].Waiter is { } waiter)
            {
                Forget(_entries[i]);
                _entries[i] = _entries[i] with { Waiter = null, Record = default };
                waiter.SetException(new IOException("The audit record could not be written.", exception));
            }
        }

        if (_entries.RemoveAll(static entry => entry.Record.IsEmpty) > 0)
            Compact();
    }

    private void Add(AuditFileEntry entry)
    {
        _entries.Add(entry);
        _awaited += entry.Waiter is null ? 0 : 1;
        _awaitFlush += IsForFlush(entry) ? 1 : 0;
    }

    private void Forget(AuditFileEntry entry)
    {
        _awaited--;
        _awaitFlush -= IsForFlush(entry) ? 1 : 0;
    }

    private static bool IsForFlush(AuditFileEntry entry) => entry is { Waiter: not null, Durability: not AuditDurability.Written };

    // A disk that fails for long does not fill the memory with records that were given up.
    private void Compact()
    {
        _records = new();
        for (var i = 0; i < _entries.Count; i++)
            _entries[i] = _entries[i] with { Record = _records.Add(_entries[i].Record.Span) };
    }

    private void Clear()
    {
        _awaited = 0;
        _awaitFlush = 0;
        _records.Clear();
    }
}

/// <summary>A record in its batch, and the call that waits for it.</summary>
internal readonly record struct AuditFileEntry(ReadOnlyMemory<byte> Record, AuditDurability Durability, AuditWaiter? Waiter);
