namespace McpGuard.Audit;

/// <summary>
/// A file of lines to which one process appends. If it is moved away, the moved file is complete, and the next line
/// starts a new file. An incomplete line is removed, or ended before the next one.
/// </summary>
internal sealed class OcsfFile : IOcsfOutput
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly AuditFileReaders _readers;
    private readonly Func<string, FileStreamOptions, FileStream> _open;
    private readonly WriterLock _held;
    private readonly Lock _lock = new();
    private FileStream? _stream;
    private FileState _file;
    private long _length;
    private bool _isDisposed;

    /// <exception cref="IOException">Another process writes to the file, or it cannot be written to.</exception>
    public OcsfFile(string path, Func<string, FileStreamOptions, FileStream>? open = null, AuditFileReaders readers = AuditFileReaders.Owner)
    {
        _path = Path.GetFullPath(path);
        _readers = readers;
        _open = open ?? ((file, options) => new FileStream(file, options));
        _held = Hold();
        try
        {
            _stream = Open();
        }
        catch
        {
            _held.Dispose();
            throw;
        }
    }

    /// <summary>Appends a line, with its end.</summary>
    /// <exception cref="IOException">The line is not in the file.</exception>
    public void Append(ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_held.IsTakenOver)
                throw new IOException($"Another process has taken over '{_path}', so this one stops writing. Give each its own file, and restart.");
            if (_stream is null || !IsInPlace())
                Reopen();

            try
            {
                _stream!.Write(line);
                _length += line.Length;
            }
            catch
            {
                TakeBack();
                throw;
            }
        }
    }

    // A line that the disk does not accept must not keep the process from shutting down.
    public void Dispose()
    {
        if (!_lock.TryEnter(_patience))
            return;

        try
        {
            _isDisposed = true;
            _stream?.Dispose();
            _held.Dispose();
        }
        finally
        {
            _lock.Exit();
        }
    }

    private WriterLock Hold()
    {
        try
        {
            return new WriterLock($"{_path}.lock", _open, FileAccessMode.Options(FileMode.OpenOrCreate, FileShare.None, AuditFileReaders.Owner));
        }
        catch (IOException exception)
        {
            throw new IOException($"The file cannot be held. Another process may be writing to it: give each its own. ({exception.Message})", exception);
        }
    }

    // Only this process writes, so another length means that the file was emptied.
    private bool IsInPlace() => FileState.Of(_path) is var file && file.IsSameFileAs(_file) && file.Length == _length;

    private void Reopen()
    {
        _stream?.Dispose();
        _stream = null;
        _stream = Open();
    }

    private FileStream Open()
    {
        var isNew = !File.Exists(_path);
        var stream = _open(_path, FileAccessMode.Options(FileMode.OpenOrCreate, FileShare.Read | FileShare.Delete, _readers));
        try
        {
            if (isNew)
                FileAccessMode.Apply(stream, _readers);

            EndLine(stream);
            _file = FileState.Of(stream);
            _length = stream.Length;
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    // The incomplete line of a crash is not an event, and must not break the next one.
    private static void EndLine(FileStream stream)
    {
        if (stream.Length == 0)
            return;

        stream.Seek(-1, SeekOrigin.End);
        if (stream.ReadByte() != '\n')
            stream.Write("\n"u8);
    }

    private void TakeBack()
    {
        try
        {
            _stream!.SetLength(_length);
            _stream.Seek(_length, SeekOrigin.Begin);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _stream!.Dispose();
            _stream = null;
        }
    }
}
