namespace McpGuard;

/// <summary>
/// Asks a list that may block its thread, on threads of its own and within a deadline. While it leaves as many questions without an
/// answer as it may block threads, no request waits for it.
/// </summary>
internal sealed class TimeLimitedRevocationList(IRevocationList list, TimeSpan? deadline = null) : IRevocationList
{
    /// <summary>How many threads the list may block.</summary>
    public const int MaxThreads = 16;

    private readonly TimeSpan _deadline = deadline ?? TimeSpan.FromSeconds(5);
    private readonly OwnThreads _threads = new($"McpGuard revocations {list.GetType().Name}", MaxThreads);
    private int _late;

    public bool NeverBlocks => true;

    /// <summary>The list as requests may ask it.</summary>
    public static IRevocationList Of(IRevocationList list) => list.NeverBlocks ? list : new TimeLimitedRevocationList(list);

    /// <exception cref="TimeoutException">The list does not answer.</exception>
    public bool IsRevoked(DelegatedCaller caller)
    {
        if (Volatile.Read(ref _late) >= MaxThreads)
            throw Late();

        var answer = new TaskCompletionSource<bool>();
        var context = ExecutionContext.Capture();
        _threads.Post(() => Ask(caller, answer, context));

        // Not on the thread pool, which may be what has no thread left.
        if (Task.WaitAny([answer.Task], _deadline) != 0 && answer.TrySetCanceled())
        {
            Interlocked.Increment(ref _late);
            throw Late();
        }

        return answer.Task.GetAwaiter().GetResult();
    }

    private void Ask(DelegatedCaller caller, TaskCompletionSource<bool> answer, ExecutionContext? context)
    {
        // What the author's code finds by it, such as the activity, is the request's own.
        if (context is null)
            Ask(caller, answer);
        else
            ExecutionContext.Run(context, _ => Ask(caller, answer), null);
    }

    private void Ask(DelegatedCaller caller, TaskCompletionSource<bool> answer)
    {
        var isInTime = !answer.Task.IsCompleted;
        try
        {
            isInTime = isInTime && answer.TrySetResult(list.IsRevoked(caller));
        }
        catch (Exception exception)
        {
            isInTime = answer.TrySetException(exception);
        }

        if (!isInTime)
            Interlocked.Decrement(ref _late);
    }

    private TimeoutException Late() => new($"The revocation list {list.GetType().Name} has not answered within {_deadline.TotalSeconds} s.");
}
