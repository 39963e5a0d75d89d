namespace McpGuard.Cli.Report;

/// <summary>The latest of many entries, and their total number.</summary>
internal sealed class Recent<T>(int maxKept)
{
    private readonly Queue<T> _kept = new();

    public long Count { get; private set; }

    /// <summary>The latest first.</summary>
    public IEnumerable<T> NewestFirst => _kept.Reverse();

    public int Kept => _kept.Count;

    public void Add(T item)
    {
        Count++;
        if (_kept.Count == maxKept)
            _kept.Dequeue();

        _kept.Enqueue(item);
    }
}
