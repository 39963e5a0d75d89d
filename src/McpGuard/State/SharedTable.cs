using System.Diagnostics.CodeAnalysis;

namespace McpGuard;

/// <summary>
/// A bounded memory that callers share. Each has a share that it cannot exceed, which shrinks when the table is full, so that
/// a caller that fills it takes room from nobody but itself.
/// </summary>
/// <typeparam name="TKey">What an entry is found by.</typeparam>
/// <typeparam name="TValue">What is remembered.</typeparam>
/// <param name="capacity">How many entries fit. Callers with few entries may exceed it, up to twice as many.</param>
/// <param name="time">The guard's clock.</param>
internal sealed class SharedTable<TKey, TValue>(int capacity, TimeProvider time)
    where TKey : notnull
{
    // The most of the table that one caller may take is a tenth.
    private const int Shares = 10;
    private const int LeastAddsBetweenCleanings = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];
    private readonly Dictionary<string, LinkedList<Entry>> _owners = new(StringComparer.Ordinal);
    private int _adds;

    /// <summary>How many entries there are, with those that have ended and are not cleaned up yet.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>Finds an entry that has not ended.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_lock)
        {
            var isThere = _entries.TryGetValue(key, out var node) && node.Value.End > time.GetUtcNow();
            value = isThere ? node!.Value.Value : default;
            return isThere;
        }
    }

    /// <summary>Adds an entry, unless its key is taken or its owner has no room for it.</summary>
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
    /// Adds an entry, unless its key is taken. Where its owner has no room, its oldest entries make some; there is none only
    /// where the table is full of as many callers as it has entries.
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
    /// Adds the only entry of an owner. Where there is no room for another owner, the oldest entry of the one with the most makes some:
    /// for what may be forgotten, so that no caller is shut out.
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

    /// <summary>Removes an entry, if it is there.</summary>
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

    // The owner's oldest entries are looked at each time; all entries once in so many additions, so that each costs a constant time.
    private void CleanUp(string owner)
    {
        var now = time.GetUtcNow();
        while (_owners.TryGetValue(owner, out var own) && own.First!.Value.End <= now)
            Remove(own.First);

        if (++_adds < Math.Max(LeastAddsBetweenCleanings, _entries.Count))
            return;

        _adds = 0;
        foreach (var node in _entries.Values.Where(node => node.Value.End <= now).ToArray())
            Remove(node);
    }

    private sealed record Entry(string Owner, TKey Key, TValue Value, DateTimeOffset End);
}
