namespace McpGuard;

/// <summary>A call of a condition that may block its thread. Its task ends when the condition has returned a task, or the result is no longer needed.</summary>
internal sealed class BlockingQuestion(Condition condition, AccessRequest request, CancellationToken cancellationToken)
    : TaskCompletionSource<Task<ConditionResult>>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    // The author's code sees the activity and the HTTP context of the request.
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    public void Ask()
    {
        // A condition that no longer has a caller is not called.
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
