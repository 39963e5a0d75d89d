using System.Collections.Concurrent;

namespace McpGuard.TestSupport;

/// <summary>Opens files that count what is done to them, and fail when a test says so.</summary>
internal sealed class FaultyStreams
{
    private readonly ConcurrentDictionary<string, long> _durable = new(StringComparer.Ordinal);

    public int Flushes;

    /// <summary>How many more bytes the disk takes.</summary>
    public long? Room { get; set; }

    public bool FailsToFlush { get; set; }

    public bool FailsToTruncate { get; set; }

    public bool FailsToOpen { get; set; }

    /// <summary>Runs within each flush.</summary>
    public Action? Flushing { get; set; }

    /// <summary>Whether files are not locked, as on some network file systems.</summary>
    public bool IgnoresLocks { get; set; }

    /// <summary>Copies to a folder what a power cut would leave of the files: only what has been flushed.</summary>
    public void CutPower(string folder)
    {
        foreach (var (path, length) in _durable)
        {
            using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var left = new byte[length];
            source.ReadExactly(left);
            File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(path)), left);
        }
    }

    public FileStream Open(string path, FileStreamOptions options)
    {
        if (IgnoresLocks)
            options.Share = FileShare.ReadWrite | FileShare.Delete;

        return FailsToOpen ? throw new IOException("Read-only file system") : new FaultyStream(path, options, this);
    }

    private sealed class FaultyStream(string path, FileStreamOptions options, FaultyStreams faults) : FileStream(path, options)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            // A full disk takes what it can.
            var taken = (int)Math.Min(buffer.Length, faults.Room ?? long.MaxValue);
            base.Write(buffer[..taken]);
            faults.Room -= taken;
            if (taken < buffer.Length)
                throw new IOException("No space left on device");
        }

        public override void Flush(bool flushToDisk)
        {
            if (!flushToDisk)
            {
                base.Flush(flushToDisk);
                return;
            }

            Interlocked.Increment(ref faults.Flushes);
            faults.Flushing?.Invoke();
            if (faults.FailsToFlush)
                throw new IOException("Input/output error");

            faults._durable[Name] = Length;
        }

        public override void SetLength(long value)
        {
            if (faults.FailsToTruncate)
                throw new IOException("Input/output error");

            base.SetLength(value);
        }
    }
}
