using System.Globalization;

namespace McpGuard;

/// <summary>The directory of a log, held by its one writer: the segments' names and files, for their owner only.</summary>
internal sealed class SegmentFolder : IDisposable
{
    private const string Prefix = "audit-";
    private const string Extension = ".jsonl";
    private const string NumberFormat = "D10";
    private const int MaxTails = 1000;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly Func<string, FileStreamOptions, FileStream> _open;
    private readonly FileStream _lock;

    /// <exception cref="IOException">Another writer holds the directory, or it cannot be written to.</exception>
    public SegmentFolder(string path, Func<string, FileStreamOptions, FileStream>? open = null)
    {
        (_path, _open) = (Path.GetFullPath(path), open ?? ((file, options) => new FileStream(file, options)));
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(_path);
        else
            Directory.CreateDirectory(_path, OwnerOnly | UnixFileMode.UserExecute);

        var name = Path.Combine(_path, "audit.lock");
        try
        {
            _lock = new FileStream(name, Options(FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException exception)
        {
            throw new IOException($"The audit log in '{_path}' cannot be held. Another process may be writing to it: give each its own directory. ({exception.Message})", exception);
        }
    }

    public IReadOnlyList<int> Numbers => List(_path);

    /// <returns>The numbers of the segments in a directory, in order.</returns>
    public static IReadOnlyList<int> List(string path) =>
    [
        .. Directory.EnumerateFiles(path, $"{Prefix}*{Extension}")
            .Select(file => Path.GetFileName(file)[Prefix.Length..^Extension.Length])
            .Select(digits => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString(NumberFormat, CultureInfo.InvariantCulture) == digits ? number : 0)
            .Where(number => number > 0)
            .Order(),
    ];

    public static string PathOf(string path, int number) =>
        Path.Combine(path, Prefix + number.ToString(NumberFormat, CultureInfo.InvariantCulture) + Extension);

    /// <summary>Opens a segment for reading, also while it is being written.</summary>
    public static FileStream OpenRead(string path, int number) =>
        new(PathOf(path, number), new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.SequentialScan });

    public FileStream OpenRead(int number) => OpenRead(_path, number);

    public SegmentHeader? ReadHeader(int number)
    {
        using var stream = OpenRead(number);
        return SegmentHeader.Read(stream);
    }

    public long LengthOf(int number) => new FileInfo(PathOf(_path, number)).Length;

    /// <summary>Opens a segment at the end of what counts in it.</summary>
    /// <exception cref="IOException">The file has another length.</exception>
    public FileStream OpenWrite(int number, long length)
    {
        var stream = _open(PathOf(_path, number), Options(FileMode.OpenOrCreate, FileShare.Read));
        try
        {
            // Half a header that could not be taken back has nothing behind it to be kept.
            if (length == 0)
                stream.SetLength(0);
            if (stream.Length != length)
                throw new IOException($"Segment {number} of the audit log has been written by somebody else.");

            stream.Seek(0, SeekOrigin.End);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Moves what stands behind the whole lines of a segment to a file of its own.</summary>
    public void MoveTail(int number, long offset)
    {
        using var segment = _open(PathOf(_path, number), Options(FileMode.Open, FileShare.Read));
        var bytes = new byte[segment.Length - offset];
        segment.Seek(offset, SeekOrigin.Begin);
        segment.ReadExactly(bytes);

        // On stable storage there before it goes here.
        using var tail = CreateTail(number, offset);
        tail.Write(bytes);
        tail.Flush(flushToDisk: true);
        segment.SetLength(offset);
        segment.Flush(flushToDisk: true);
    }

    /// <returns>What has been moved from there, and where to.</returns>
    public IEnumerable<(byte[] Bytes, string File)> TailsAt(int number, long offset) =>
        Enumerable.Range(0, MaxTails).Select(attempt => TailOf(number, offset, attempt)).TakeWhile(File.Exists)
            .Select(file => (File.ReadAllBytes(file), Path.GetFileName(file)));

    public void Delete(int number)
    {
        var segment = PathOf(_path, number);
        foreach (var tail in Directory.EnumerateFiles(_path, $"{Path.GetFileName(segment)}.*.torn"))
            File.Delete(tail);

        File.Delete(segment);
    }

    public void Dispose() => _lock.Dispose();

    private static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
            options.UnixCreateMode = OwnerOnly;

        return options;
    }

    private string TailOf(int number, long offset, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{PathOf(_path, number)}.{offset}-{attempt}.torn");

    private FileStream CreateTail(int number, long offset)
    {
        for (var i = 0; i < MaxTails; i++)
        {
            var name = TailOf(number, offset, i);
            if (!File.Exists(name))
                return new FileStream(name, Options(FileMode.CreateNew, FileShare.None));
        }

        throw new IOException($"Segment {number} of the audit log has been torn too often. Move its *.torn files away.");
    }
}
