namespace McpGuard.Audit;

/// <summary>
/// A bounded number of threads for code that may block. A thread starts when there is work and no thread is free, and ends after some idle
/// time. An exception of the work does not end the process.
/// </summary>
internal sealed class OwnThreads(string name, int most = 1)
{
    private static readonly TimeSpan _linger = TimeSpan.FromSeconds(10);

    // A monitor, since a Lock has no wait.
    private readonly object _gate = new();
    private readonly Queue<Action> _work = new();
    private int _running;
    private int _free;

    /// <summary>The number of work items that have not started.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _work.Count;
        }
    }

    /// <summary>Queues work. It starts after all earlier work has started.</summary>
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
            // The machine has no thread left. The next work item tries again.
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
                // The work reports its own failures. A failure in reporting, for example of a logger, is ignored.
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
