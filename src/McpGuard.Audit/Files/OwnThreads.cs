namespace McpGuard.Audit;

/// <summary>
/// Threads for code that may block, one or at most so many. Each does one thing after the other, comes when there is something to do and
/// no other is free, and ends when there has been nothing to do for a while. Nothing that is thrown there ends the process.
/// </summary>
internal sealed class OwnThreads(string name, int most = 1)
{
    private static readonly TimeSpan _linger = TimeSpan.FromSeconds(10);

    // A monitor, since a Lock cannot be waited on.
    private readonly object _gate = new();
    private readonly Queue<Action> _work = new();
    private int _running;
    private int _free;

    /// <summary>How much nothing has begun with.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _work.Count;
        }
    }

    /// <summary>Has something begun after all that was posted before.</summary>
    public void Post(Action work)
    {
        lock (_gate)
        {
            _work.Enqueue(work);
            if (_work.Count <= _free)
            {
                Monitor.Pulse(_gate);
                return;
            }

            if (_running == most)
                return;

            _running++;
        }

        try
        {
            new Thread(Run) { IsBackground = true, Name = name }.UnsafeStart();
        }
        catch
        {
            // The machine has no thread left. The next that is posted tries again.
            lock (_gate)
                _running--;
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
                _free++;
                var isPulsed = Monitor.Wait(_gate, _linger);
                _free--;
                if (!isPulsed && _work.Count == 0)
                {
                    _running--;
                    work = static () => { };
                    return false;
                }
            }

            work = _work.Dequeue();
            return true;
        }
    }
}
