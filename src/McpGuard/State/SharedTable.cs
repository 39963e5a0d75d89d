using System.Diagnostics.CodeAnalysis;

namespace McpGuard;

/// <summary>
/// A bounded table that callers share. Each caller has a share, which shrinks when the table is full, so a caller that fills it only takes
/// its own room.
/// </summary>
/// <typeparam name="TKey">The key of an entry.</typeparam>
/// <typeparam name="TValue">The value of an entry.</typeparam>
/// <param name="capacity">The number of entries. Callers with few entries may exceed it, up to twice as many.</param>
/// <param name="time">The guard's clock.</param>
internal sealed class SharedTable<TKey, TValue>(int capacity, TimeProvider time)
    where TKey : notnull
{
    // One caller may use at most a tenth of the table.
    private const int Shares = 10;
    private const int LeastAddsBetweenCleanings = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];
    private readonly Dictionary<string, LinkedList<Entry>> _owners = new(StringComparer.Ordinal);
    private int _adds;
    private int _addsUntilCleaning = LeastAddsBetweenCleanings;

    /// <summary>The number of entries, including expired ones that are not removed yet.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>Finds an entry that has not expired.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_lock)
        {
            var isThere = _entries.TryGetValue(key, out var node) && node.Value.End > time.GetUtcNow();
            value = isThere ? node!.Value.Value : default;
            return isThere;
        }
    }

    /// <summary>Adds an entry, unless its key is used or its owner has no room for it.</summary>
    public bool TryAdd(string owner, TKey key, TValue value, DateTimeOffset end)
    {
        lock (_lock)
        {
            CleanUp(owner);
            if (IsTaken(key) || CountOf(owner) >= Share())
                return false;

            Add(new Entry(owner, key, value, end));
            return true;
        }
    }

    /// <summary>
    /// Adds an entry, unless its key is used. If its owner has no room, the owner's oldest entries are removed. It fails only if the table
    /// is full and has as many owners as entries.
    /// </summary>
    public bool TryAddInPlaceOfOldest(string owner, TKey key, TValue value, DateTimeOffset end)
    {
        lock (_lock)
        {
            CleanUp(owner);
            if (IsTaken(key))
                return false;

            while (CountOf(owner) is var count && count >= Share())
            {
                if (count == 0)
                    return false;

                Remove(_owners[owner].First!);
            }

            Add(new Entry(owner, key, value, end));
            return true;
        }
    }

    /// <summary>
    /// Adds the only entry of an owner. If there is no room, the oldest entry of the owner with the most entries is removed. Use it for
    /// entries that may be forgotten, so that no caller is locked out.
    /// </summary>
    public bool TryAddOnly(string owner, TKey key, TValue value, DateTimeOffset end)
    {
        lock (_lock)
        {
            CleanUp(owner);
            if (IsTaken(key) || CountOf(owner) > 0)
                return false;
            if (Share() == 0 && _owners.Count > 0)
                Remove(_owners.Values.MaxBy(entries => entries.Count)!.First!);

            Add(new Entry(owner, key, value, end));
            return true;
        }
    }

    /// <summary>Changes the time at which an entry expires.</summary>
    public void Extend(TKey key, DateTimeOffset end)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node))
                return;

            // An owner's entries stay in the order of their last use.
            var entries = node.List!;
            node.Value.End = end;
            entries.Remove(node);
            entries.AddLast(node);
        }
    }

    /// <summary>Removes an entry, if it exists.</summary>
    public void Remove(TKey key)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var node))
                Remove(node);
        }
    }

    private bool IsTaken(TKey key)
    {
        if (!_entries.TryGetValue(key, out var node))
            return false;
        if (node.Value.End > time.GetUtcNow())
            return true;

        Remove(node);
        return false;
    }

    private int CountOf(string owner) => _owners.TryGetValue(owner, out var entries) ? entries.Count : 0;

    private int Share() => _entries.Count < capacity ? Math.Max(1, capacity / Shares) : capacity / Math.Max(1, _owners.Count);

    private void Add(Entry entry)
    {
        if (!_owners.TryGetValue(entry.Owner, out var entries))
            _owners[entry.Owner] = entries = new();

        _entries[entry.Key] = entries.AddLast(entry);
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _entries.Remove(node.Value.Key);
        var entries = node.List!;
        entries.Remove(node);
        if (entries.Count == 0)
            _owners.Remove(node.Value.Owner);
    }

    // Each addition checks the owner's oldest entries, and one of many additions checks all entries, so the average cost is constant.
    private void CleanUp(string owner)
    {
        var now = time.GetUtcNow();
        while (_owners.TryGetValue(owner, out var own) && own.First!.Value.End <= now)
            Remove(own.First);

        if (++_adds < _addsUntilCleaning)
            return;

        _adds = 0;
        foreach (var node in _entries.Values.Where(node => node.Value.End <= now).ToArray())
            Remove(node);

        _addsUntilCleaning = Math.Max(LeastAddsBetweenCleanings, _entries.Count);
    }

    private sealed class Entry(string owner, TKey key, TValue value, DateTimeOffset end)
    {
        public string Owner { get; } = owner;

        public TKey Key { get; } = key;

        public TValue Value { get; } = value;

        public DateTimeOffset End { get; set; } = end;
    }
}
