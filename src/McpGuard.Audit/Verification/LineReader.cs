namespace McpGuard.Audit;

/// <summary>Reads the lines of a segment, up to a bound, in a buffer that holds the longest line there can be.</summary>
internal sealed class LineReader
{
    private const int FirstSize = 128 * 1024;
    private const int MaxSkipped = 64 * 1024 * 1024;

    private byte[] _buffer = new byte[FirstSize];
    private Stream _stream = Stream.Null;
    private long _left;
    private int _start;
    private int _end;

    /// <summary>The number of the last line, from one.</summary>
    public int Number { get; private set; }

    /// <summary>When there is no further line: how many bytes stand behind the last one.</summary>
    public long Tail => _end - _start + _left;

    public void Reset(Stream stream, long length)
    {
        (_stream, _left) = (stream, length);
        (_start, _end, Number) = (0, 0, 0);
    }

    /// <returns>Whether there is another whole line; false also if it is longer than any line may be.</returns>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var length = _buffer.AsSpan((_start + searched).._end).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_start, searched + length);
                _start += searched + length + 1;
                Number++;
                return true;
            }

            searched = _end - _start;
            line = default;
            if (searched > AuditLine.MaxBytes || !TryFill())
                return false;
        }
    }

    /// <summary>Passes over what <see cref="TryRead"/> does not read: half a line at the end, or one that is too long.</summary>
    /// <returns>Whether there was any.</returns>
    public bool TrySkip()
    {
        if (Tail == 0)
            return false;

        Number++;
        for (var skipped = 0L; ;)
        {
            var length = _buffer.AsSpan(_start.._end).IndexOf((byte)'\n');
            skipped += length < 0 ? _end - _start : length;
            _start = length < 0 ? _end : _start + length + 1;

            // What is as long as that is no line at all, nor is what stands after it.
            if (skipped > MaxSkipped)
                _left = 0;
            if (length >= 0 || !TryFill())
                return true;
        }
    }

    private bool TryFill()
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, 2 * _buffer.Length);

        var count = _stream.Read(_buffer, _end, (int)Math.Min(_left, _buffer.Length - _end));
        _end += count;

        // A file that has become shorter meanwhile has no more to give.
        _left = count == 0 ? 0 : _left - count;
        return count > 0;
    }
}
