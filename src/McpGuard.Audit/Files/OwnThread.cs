namespace McpGuard.Audit;

/// <summary>
/// A thread for code that may block: it does one thing after the other, comes with the first, and ends when there has been nothing to
/// do for a while. Nothing that is thrown there ends the process.
/// </summary>
internal sealed class OwnThread(string name)
{
    private static readonly TimeSpan _linger = TimeSpan.FromSeconds(10);

    // A monitor, since a Lock cannot be waited on.
    private readonly object _gate = new();
    private readonly Queue<Action> _work = new();
    private bool _isRunning;

    /// <summary>Has something done after all that was posted before.</summary>
    public void Post(Action work)
    {
        lock (_gate)
        {
            _work.Enqueue(work);
            if (_isRunning)
            {
                Monitor.Pulse(_gate);
                return;
            }

            _isRunning = true;
        }

        try
        {
            new Thread(Run) { IsBackground = true, Name = name }.UnsafeStart();
        }
        catch
        {
            // The machine has no thread left. The next that is posted tries again.
            lock (_gate)
                _isRunning = false;
            throw;
        }
    }

    private void Run()
    {
        while (TryTake(out var work))
        {
            try
            {
                work();
            }
            catch (Exception)
            {
                // Whoever posts it tells of its failures. What fails in telling, for example a logger, is not told to anybody.
            }
        }
    }

    private bool TryTake(out Action work)
    {
        lock (_gate)
        {
            while (_work.Count == 0)
            {
                if (!Monitor.Wait(_gate, _linger) && _work.Count == 0)
                {
                    _isRunning = false;
                    work = static () => { };
                    return false;
                }
            }

            work = _work.Dequeue();
            return true;
        }
    }
}
