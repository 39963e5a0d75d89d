namespace McpGuard.Audit;

/// <summary>
/// Accesses a file on its own thread and within a deadline. A mount that does not answer blocks only that thread. Until it has answered,
/// further calls fail at once.
/// </summary>
internal sealed class TimeLimitedFile(string path, TimeSpan? deadline = null)
{
    // Its users and its open questions hold a file. A file without them is released.
    private static readonly Dictionary<string, WeakReference<TimeLimitedFile>> _files = new(StringComparer.Ordinal);

    private readonly TimeSpan _deadline = deadline ?? TimeSpan.FromSeconds(5);
    private readonly OwnThreads _thread = new($"McpGuard file {Path.GetFileName(path)}");
    private readonly Lock _lock = new();
    private bool _isAsked;
    private bool _hangs;

    /// <summary>Whether a call has not been answered yet.</summary>
    public bool IsHanging
    {
        get
        {
            lock (_lock)
                return _hangs;
        }
    }

    /// <summary>How many files are known.</summary>
    public static int Count
    {
        get
        {
            lock (_files)
                return _files.Count;
        }
    }

    /// <summary>The file at a path. All callers share one instance, so a mount that hangs holds one thread.</summary>
    public static TimeLimitedFile Of(string path)
    {
        var name = Path.GetFullPath(path);
        lock (_files)
        {
            if (_files.TryGetValue(name, out var known) && known.TryGetTarget(out var file))
                return file;

            foreach (var (unused, _) in _files.Where(entry => !entry.Value.TryGetTarget(out _)).ToArray())
                _files.Remove(unused);

            file = new TimeLimitedFile(name);
            _files[name] = new(file);
            return file;
        }
    }

    /// <exception cref="IOException">The file does not answer.</exception>
    public T Ask<T>(Func<string, T> ask)
    {
        var answer = Begin(ask);

        // Not on the thread pool, which may have no thread left.
        return Task.WaitAny([answer.Task], _deadline) == 0 ? answer.Task.GetAwaiter().GetResult() : throw GiveUp(answer);
    }

    /// <exception cref="IOException">The file does not answer.</exception>
    public async Task<T> AskAsync<T>(Func<string, T> ask, CancellationToken cancellationToken)
    {
        var answer = Begin(ask);
        try
        {
            return await answer.Task.WaitAsync(_deadline, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!answer.Task.IsCompleted)
        {
            throw GiveUp(answer);
        }
    }

    private TaskCompletionSource<T> Begin<T>(Func<string, T> ask)
    {
        lock (_lock)
        {
            if (_hangs)
                throw Hanging();
        }

        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _thread.Post(() => Answer(ask, answer));
        return answer;
    }

    private void Answer<T>(Func<string, T> ask, TaskCompletionSource<T> answer)
    {
        // The result is no longer needed.
        if (answer.Task.IsCompleted)
            return;

        lock (_lock)
            _isAsked = true;

        try
        {
            var given = ask(path);
            answer.TrySetResult(given);
        }
        catch (Exception exception)
        {
            answer.TrySetException(exception);
        }
        finally
        {
            lock (_lock)
            {
                _isAsked = false;
                _hangs = false;
            }
        }
    }

    private IOException GiveUp<T>(TaskCompletionSource<T> answer)
    {
        answer.TrySetCanceled();
        lock (_lock)
            _hangs = _isAsked;

        return Hanging();
    }

    private IOException Hanging() => new($"The file has not answered within {_deadline.TotalSeconds} s. Its disk or mount may be unreachable.");
}
