namespace McpGuard.Audit;

/// <summary>Reads the lines of a segment, up to a bound, with a buffer for the longest possible line.</summary>
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

    /// <summary>After the last line: the number of bytes behind it.</summary>
    public long Tail => _end - _start + _left;

    public void Reset(Stream stream, long length)
    {
        _stream = stream;
        _left = length;
        _start = 0;
        _end = 0;
        Number = 0;
    }

    /// <returns>Whether there is another complete line; also false if it is too long.</returns>
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

    /// <summary>Skips what <see cref="TryRead"/> does not read: an incomplete line at the end, or a line that is too long.</summary>
    /// <returns>Whether there was any such content.</returns>
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

            // Content of that length is not a line, and neither is the content after it.
            if (skipped > MaxSkipped)
                _left = 0;
            if (length >= 0 || !TryFill())
                return true;
        }
    }

    private bool TryFill()
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, 2 * _buffer.Length);

        var count = _stream.Read(_buffer, _end, (int)Math.Min(_left, _buffer.Length - _end));
        _end += count;

        // The file has become shorter meanwhile.
        _left = count == 0 ? 0 : _left - count;
        return count > 0;
    }
}
