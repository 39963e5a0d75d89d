using System.Collections;

namespace McpGuard;

/// <summary>
/// A list of filters that shares its content with other lists until it is changed. Without sessions each request has lists of its own,
/// which hardly any code changes.
/// </summary>
internal sealed class FilterList<TFilter>(TFilter[] shared) : IList<TFilter>
{
    private IList<TFilter> _filters = shared;

    /// <summary>Whether the list has been changed since it was made.</summary>
    public bool IsChanged => _filters != shared;

    public int Count => _filters.Count;

    public bool IsReadOnly => false;

    public TFilter this[int index]
    {
        get => _filters[index];
        set => Own()[index] = value;
    }

    public void Add(TFilter item) => Own().Add(item);

    public void Clear() => Own().Clear();

    /// <returns>A list that shares the unchanged content.</returns>
    public FilterList<TFilter> Copy() => new(shared);

    public bool Contains(TFilter item) => _filters.Contains(item);

    public void CopyTo(TFilter[] array, int arrayIndex) => _filters.CopyTo(array, arrayIndex);

    public IEnumerator<TFilter> GetEnumerator() => _filters.GetEnumerator();

    public int IndexOf(TFilter item) => _filters.IndexOf(item);

    public void Insert(int index, TFilter item) => Own().Insert(index, item);

    public bool Remove(TFilter item) => Own().Remove(item);

    public void RemoveAt(int index) => Own().RemoveAt(index);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private List<TFilter> Own()
    {
        var own = _filters as List<TFilter> ?? [.. _filters];
        _filters = own;
        return own;
    }
}
