using System.Collections.Concurrent;

namespace McpGuard.Audit;

/// <summary>
/// Accesses a file on its own thread and within a deadline. A mount that does not answer blocks only that thread. Until it has answered,
/// further calls fail at once.
/// </summary>
internal sealed class PatientFile(string path, TimeSpan? deadline = null)
{
    private static readonly ConcurrentDictionary<string, PatientFile> _files = new(StringComparer.Ordinal);

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

    /// <summary>The file at a path. All callers share one instance, so a mount that hangs holds one thread.</summary>
    public static PatientFile Of(string path) => _files.GetOrAdd(Path.GetFullPath(path), static path => new(path));

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
                (_isAsked, _hangs) = (false, false);
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
