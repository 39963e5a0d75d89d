using System.Globalization;

namespace McpGuard.Audit;

/// <summary>The directory of a log, locked by its one writer: the names and files of the segments, for their owner only.</summary>
internal sealed class SegmentFolder : IDisposable
{
    /// <summary>The highest number of a segment. A file with a higher number is not a segment.</summary>
    public const int MaxNumber = 2_000_000_000;

    private const string Prefix = "audit-", Extension = ".jsonl";

    private readonly string _path;
    private readonly AuditFileReaders _readers;
    private readonly Func<string, FileStreamOptions, FileStream> _open;
    private WriterLock _lock;
    private (int Number, string Path) _current = (0, "");

    /// <exception cref="IOException">Another writer has locked the directory, or it cannot be written to.</exception>
    public SegmentFolder(string path, Func<string, FileStreamOptions, FileStream>? open = null, AuditFileReaders readers = AuditFileReaders.Owner)
    {
        _path = Path.GetFullPath(path);
        _readers = readers;
        _open = open ?? ((file, options) => new FileStream(file, options));
        _lock = Hold();
    }

    /// <summary>The full path of the directory.</summary>
    public string Directory => _path;

    public IReadOnlyList<int> Numbers => List(_path);

    /// <summary>Whether another process may write the log now, so that this one must not undo anything.</summary>
    public bool MayBeTakenOver => _lock.MayBeTakenOver;

    /// <exception cref="IOException">Another process writes the log now.</exception>
    public void ThrowIfTakenOver()
    {
        if (_lock.IsTakenOver)
            throw new IOException("Another process has taken over the audit log, so this one stops writing. Give each process its own directory, and restart.");
    }

    /// <summary>Locks a directory, and waits no longer than a deadline for one that does not answer.</summary>
    /// <exception cref="IOException">Another writer has locked the directory, or it cannot be written to, or does not answer.</exception>
    public static SegmentFolder Open(
        string path, Func<string, FileStreamOptions, FileStream>? open, TimeLimitedFile directory, AuditFileReaders readers = AuditFileReaders.Owner)
    {
        try
        {
            // A dead mount hangs in one of these calls. Reading a whole segment, which may take long, comes later.
            return directory.Ask(_ =>
            {
                var folder = new SegmentFolder(path, open, readers);
                if (folder.Numbers is [.., var last])
                    folder.ReadHeader(last);

                return folder;
            });
        }
        catch (IOException exception) when (directory.IsHanging)
        {
            throw new IOException($"Directory '{path}' cannot be used. {exception.Message}", exception);
        }
    }

    /// <returns>The numbers of the segments in a directory, in order.</returns>
    public static IReadOnlyList<int> List(string path) =>
        [.. System.IO.Directory.EnumerateFileSystemEntries(path, $"{Prefix}*").Select(NumberOf).Where(number => number > 0).Order()];

    /// <returns>The names of files that look like segments but are not, up to a bound, and their total number.</returns>
    public static (IReadOnlyList<string> Names, long Count) Strays(string path, int max)
    {
        var names = new List<string>();
        var count = 0L;
        foreach (var file in System.IO.Directory.EnumerateFileSystemEntries(path, $"{Prefix}*").Where(file => NumberOf(file) == 0))
        {
            count++;
            if (names.Count < max)
                names.Add(Path.GetFileName(file));
        }

        return (names, count);
    }

    public static string PathOf(string path, int number) =>
        Path.Combine(path, Prefix + number.ToString("D10", CultureInfo.InvariantCulture) + Extension);

    /// <summary>Opens a segment for reading, also while it is being written.</summary>
    /// <exception cref="SegmentBreakException">The file is not a regular file, and is not opened: it could block, or not end.</exception>
    public static FileStream OpenRead(string path, int number)
    {
        var segment = PathOf(path, number);
        return FileState.OfEntry(segment).Kind is FileKind.Regular or FileKind.None
            ? new(segment, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.SequentialScan })
            : throw new SegmentBreakException($"Segment {number} is not a regular file.");
    }

    /// <summary>Checks that another segment can follow. Readers would not find a higher number than the highest.</summary>
    /// <exception cref="IOException">No further segment is possible.</exception>
    public static void RequireRoomAfter(int number)
    {
        if (number >= MaxNumber)
            throw new IOException($"Segment {number} of the audit log has the highest possible number. Move the file away if it is not the log's.");
    }

    public FileStream OpenRead(int number) => OpenRead(_path, number);

    /// <returns>The header, or null if it cannot be read.</returns>
    public static SegmentHeader? ReadHeader(string path, int number)
    {
        try
        {
            using var stream = OpenRead(path, number);
            return SegmentHeader.Read(stream);
        }
        catch (SegmentBreakException)
        {
            return null;
        }
    }

    public SegmentHeader? ReadHeader(int number) => ReadHeader(_path, number);

    public bool Has(int number) => FileState.OfEntry(PathOf(_path, number)).Kind != FileKind.None;

    /// <summary>Opens a segment at the end of the bytes that count.</summary>
    /// <param name="number">The number of the segment.</param>
    /// <param name="length">Its length.</param>
    /// <param name="isNew">Whether the segment is new, so that the file must not exist.</param>
    /// <exception cref="SegmentBreakException">The file does not exist, is not a regular file, or has another length.</exception>
    public FileStream OpenWrite(int number, long length, bool isNew)
    {
        HoldAgain();
        RequireRoomAfter(number - 1);
        var path = PathOf(_path, number);
        if (!isNew && FileState.OfEntry(path).Kind != FileKind.Regular)
            throw new SegmentBreakException($"Segment {number} is missing, or is not a regular file.");

        var stream = _open(path, FileAccessMode.Options(isNew ? FileMode.CreateNew : FileMode.Open, FileShare.Read | FileShare.Delete, _readers));
        try
        {
            if (isNew)
                FileAccessMode.Apply(stream, _readers);

            // An incomplete header that could not be removed has no content after it to keep.
            if (length == 0 && !isNew)
                stream.SetLength(0);
            if (stream.Length != length)
                throw new SegmentBreakException($"Segment {number} has {stream.Length} bytes, but {length} were written.");

            stream.Seek(0, SeekOrigin.End);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Compares the file at a segment's path with the content that was written.</summary>
    /// <param name="number">The number of the segment.</param>
    /// <param name="length">The number of bytes that were written.</param>
    /// <param name="identity">The file to which they were written, or null if it has not been opened yet.</param>
    /// <exception cref="SegmentBreakException">They differ.</exception>
    public void RequireInPlace(int number, long length, FileState? identity)
    {
        HoldAgain();
        RequireSegment(number, length, identity);
    }

    /// <summary>The same without a look at the lock, for each write.</summary>
    public void RequireSegment(int number, long length, FileState? identity)
    {
        if (_current.Number != number)
            _current = (number, PathOf(_path, number));

        var file = FileState.OfEntry(_current.Path);
        if (file.Kind == FileKind.None)
        {
            HoldAgain();
            throw new SegmentBreakException($"Segment {number} was removed while it was written.");
        }

        if (file.Kind != FileKind.Regular || identity?.IsSameFileAs(file) is false)
            throw new SegmentBreakException($"Segment {number} was replaced while it was written.");
        if (file.Length != length)
            throw new SegmentBreakException($"Segment {number} has {file.Length} bytes, but {length} were written.");
    }

    /// <returns>The numbers of the segments that are regular files, in order. A link or directory in a segment's place does not count.</returns>
    public IReadOnlyList<int> Files() => [.. Numbers.Where(number => FileState.OfEntry(PathOf(_path, number)).Kind == FileKind.Regular)];

    public void Delete(int number) => File.Delete(PathOf(_path, number));

    /// <returns>Whether it is deleted. Another process may have it open, or the directory may not permit it.</returns>
    public bool TryDelete(int number)
    {
        try
        {
            Delete(number);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose() => _lock.Dispose();

    // The directory, or the lock file, may have been removed or replaced.
    private void HoldAgain()
    {
        if (_lock.IsInPlace)
            return;

        var held = Hold();
        _lock.Dispose();
        _lock = held;
    }

    private WriterLock Hold()
    {
        FileAccessMode.CreateDirectory(_path, _readers);
        try
        {
            var options = FileAccessMode.Options(FileMode.OpenOrCreate, FileShare.None, AuditFileReaders.Owner);
            return new WriterLock(Path.Combine(_path, "audit.lock"), _open, options);
        }
        catch (IOException exception)
        {
            throw new LogInUseException(_path, exception);
        }
    }

    private static int NumberOf(string file)
    {
        var name = Path.GetFileName(file.AsSpan());
        return name.Length == Prefix.Length + 10 + Extension.Length && name.EndsWith(Extension, StringComparison.Ordinal) &&
            int.TryParse(name[Prefix.Length..^Extension.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MaxNumber
            ? number
            : 0;
    }
}
