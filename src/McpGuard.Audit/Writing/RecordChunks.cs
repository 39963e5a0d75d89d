namespace McpGuard.Audit;

/// <summary>
/// The bytes of records, in chunks. A busy log keeps a second's records until they are on stable storage: one array for all of them would be
/// allocated, copied and thrown away each second. Chunks that are no longer needed are released one by one.
/// </summary>
internal sealed class RecordChunks
{
    private const int ChunkBytes = 64 * 1024;

    private readonly List<byte[]> _chunks = [];
    private int _current;
    private int _used;

    /// <summary>The number of bytes of all records.</summary>
    public long Length { get; private set; }

    /// <returns>The copy of a record, which stays until <see cref="Clear"/>.</returns>
    public ReadOnlyMemory<byte> Add(ReadOnlySpan<byte> record)
    {
        while (_current < _chunks.Count && _chunks[_current].Length - _used < record.Length)
        {
            _current++;
            _used = 0;
        }

        if (_current == _chunks.Count)
            _chunks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(ChunkBytes, record.Length)));

        var copy = _chunks[_current].AsMemory(_used, record.Length);
        record.CopyTo(copy.Span);
        _used += record.Length;
        Length += record.Length;
        return copy;
    }

    /// <summary>Removes all records.</summary>
    public void Clear()
    {
        if (_current + 1 < _chunks.Count)
            _chunks.RemoveAt(_chunks.Count - 1);

        _current = 0;
        _used = 0;
        Length = 0;
    }
}
