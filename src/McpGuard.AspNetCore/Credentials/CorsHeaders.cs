using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace McpGuard;

/// <summary>The headers of a response, in which the guard's exposed headers stay exposed.</summary>
internal sealed class CorsHeaders(IHeaderDictionary inner, string exposed) : IHeaderDictionary
{
    public StringValues this[string key]
    {
        get => inner[key];
        set => inner[key] = IsKept(key) ? $"{exposed}, {value}" : value;
    }

    public long? ContentLength
    {
        get => inner.ContentLength;
        set => inner.ContentLength = value;
    }

    public ICollection<string> Keys => inner.Keys;

    public ICollection<StringValues> Values => inner.Values;

    public int Count => inner.Count;

    public bool IsReadOnly => inner.IsReadOnly;

    public void Add(string key, StringValues value) => this[key] = value;

    public void Add(KeyValuePair<string, StringValues> item) => this[item.Key] = item.Value;

    public bool Remove(string key) => inner.Remove(key);

    public bool Remove(KeyValuePair<string, StringValues> item) => inner.Remove(item);

    public void Clear() => inner.Clear();

    public bool Contains(KeyValuePair<string, StringValues> item) => inner.Contains(item);

    public bool ContainsKey(string key) => inner.ContainsKey(key);

    public void CopyTo(KeyValuePair<string, StringValues>[] array, int arrayIndex) => inner.CopyTo(array, arrayIndex);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out StringValues value) => inner.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => inner.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool IsKept(string key) => key.Equals(HeaderNames.AccessControlExposeHeaders, StringComparison.OrdinalIgnoreCase);
}
