namespace McpGuard.Authority;

/// <summary>Remembers a bounded number of entries. A new entry replaces the oldest one.</summary>
internal sealed class BoundedMap<T>(int max)
    where T : class
{
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, T> _entries = new(StringComparer.Ordinal);

    /// <returns>Whether the key is new.</returns>
    public bool TryAdd(string key, T value)
    {
        lock (_lock)
        {
            if (!_entries.TryAdd(key, value))
                return false;
            if (_entries.Count > max)
                _entries.RemoveAt(0);

            return true;
        }
    }

    public void Replace(string key, T value)
    {
        lock (_lock)
        {
            _entries.Remove(key);
            TryAdd(key, value);
        }
    }

    public T? Find(string key)
    {
        lock (_lock)
            return _entries.GetValueOrDefault(key);
    }
}
