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
    private long _begunAt;
    private volatile bool _isWriting;
    private long _slowAt;
    private volatile bool _isSlow;

    /// <summary>Whether a call may write on its own thread.</summary>
    public bool IsHere => _isLocal && !_isSlow;

    /// <summary>For how long the disk has not answered the present write; zero if there is none.</summary>
    public TimeSpan Age => _isWriting ? time.GetElapsedTime(Volatile.Read(ref _begunAt)) : TimeSpan.Zero;

    /// <summary>Measures a write, from now until the result is disposed. There is one at a time.</summary>
    public Write Begin()
    {
        Volatile.Write(ref _begunAt, time.GetTimestamp());
        _isWriting = true;
        return new(this);
    }

    private void End()
    {
        _isWriting = false;
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(_begunAt, now) >= _slow)
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
    internal readonly ref struct Write(WritePlace place)
    {
        public void Dispose() => place.End();
    }
}
