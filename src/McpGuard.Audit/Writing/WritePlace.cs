namespace McpGuard.Audit;

/// <summary>
/// Decides where the log is written: on the thread of a call, which costs least, or on a thread of the pool, where a disk that does not answer
/// stops no call. A directory on another machine, and for a while each disk that was slow, is written on the pool.
/// </summary>
internal sealed class WritePlace(string directory, TimeProvider time)
{
    private static readonly TimeSpan _slow = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _caution = TimeSpan.FromMinutes(1);

    private readonly bool _isLocal = IsLocal(directory);
    private long _slowAt;
    private volatile bool _isSlow;

    /// <summary>Whether a call may write on its own thread.</summary>
    public bool IsHere => _isLocal && !_isSlow;

    /// <summary>Measures a write, from now until the result is disposed.</summary>
    public Write Begin() => new(this, time.GetTimestamp());

    private void End(long begunAt)
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(begunAt, now) >= _slow)
        {
            _slowAt = now;
            _isSlow = true;
        }
        else if (_isSlow && time.GetElapsedTime(_slowAt, now) >= _caution)
        {
            _isSlow = false;
        }
    }

    private static bool IsLocal(string directory)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(directory)).DriveType is DriveType.Fixed or DriveType.Ram or DriveType.Removable;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>One write.</summary>
    internal readonly ref struct Write(WritePlace place, long begunAt)
    {
        public void Dispose() => place.End(begunAt);
    }
}
