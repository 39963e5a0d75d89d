namespace McpGuard.Cli.Output;

/// <summary>Counts by key, for a bounded number of keys. Further keys are counted together.</summary>
internal sealed class Tally<TKey, TCount>(int maxKeys)
    where TKey : notnull
    where TCount : class, new()
{
    private readonly Dictionary<TKey, TCount> _counts = [];

    public IReadOnlyDictionary<TKey, TCount> Counts => _counts;

    /// <summary>The count of the keys beyond the bound, or null.</summary>
    public TCount? Rest { get; private set; }

    public TCount this[TKey key]
    {
        get
        {
            if (_counts.TryGetValue(key, out var count))
                return count;
            if (_counts.Count >= maxKeys)
                return Rest ??= new TCount();

            return _counts[key] = new TCount();
        }
    }
}
