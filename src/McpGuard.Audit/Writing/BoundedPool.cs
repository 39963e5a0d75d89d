using System.Diagnostics.CodeAnalysis;

namespace McpGuard.Audit;

/// <summary>
/// Keeps items for their next use, up to a limit. The usual limit is what runs on the processors at the same time, however many threads there
/// are.
/// </summary>
internal sealed class BoundedPool<T>(int? limit = null)
    where T : class
{
    private readonly T?[] _kept = new T?[limit ?? 2 * Environment.ProcessorCount];

    /// <summary>The number of kept items.</summary>
    public int Count => _kept.Count(static item => item is not null);

    /// <summary>The highest number of kept items.</summary>
    public int Limit => _kept.Length;

    /// <returns>Whether an item was kept. Only the caller has it now.</returns>
    public bool TryTake([NotNullWhen(true)] out T? item)
    {
        for (var i = 0; i < _kept.Length; i++)
        {
            if (_kept[i] is null)
                continue;

            item = Interlocked.Exchange(ref _kept[i], null);
            if (item is not null)
                return true;
        }

        item = null;
        return false;
    }

    /// <returns>Whether there was room for the item.</returns>
    public bool TryKeep(T item)
    {
        for (var i = 0; i < _kept.Length; i++)
        {
            if (_kept[i] is null && Interlocked.CompareExchange(ref _kept[i], item, null) is null)
                return true;
        }

        return false;
    }
}
