namespace McpGuard;

/// <summary>What a condition that may block its thread is asked. Its task ends when the condition has begun to answer, or nobody waits any more.</summary>
internal sealed class BlockingQuestion(Condition condition, AccessRequest request, CancellationToken cancellationToken)
    : TaskCompletionSource<Task<ConditionResult>>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    // What the author's code finds by it, such as the activity and the HTTP context, is the request's own.
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    public void Ask()
    {
        // A condition that hangs is not asked in vain.
        if (Task.IsCompleted)
            return;

        if (_context is null)
            Check();
        else
            ExecutionContext.Run(_context, static self => ((BlockingQuestion)self!).Check(), this);
    }

    private void Check()
    {
        try
        {
            TrySetResult(condition.CheckAsync(request, cancellationToken).AsTask());
        }
        catch (Exception exception)
        {
            TrySetException(exception);
        }
    }
}
