namespace McpGuard;

/// <summary>
/// How far an operation is on record. Several places may finish it at once: the HTTP endpoint, the message filter, the filter of
/// a call, a client that goes away. Each step is taken by compare-and-exchange, so each operation has one decision and one outcome.
/// </summary>
internal sealed class OperationProgress
{
    /// <summary>How long a session may take to begin with a message. It does so at once, unless it has ended.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int Received = 0;
    private const int Decided = 1;
    private const int Held = 2;
    private const int Ran = 3;
    private const int Closed = 4;

    private int _step;
    private TaskCompletionSource? _decided;

    public bool IsDecided => Volatile.Read(ref _step) != Received;

    /// <summary>Takes the decision. A refused operation has no outcome.</summary>
    /// <returns>Whether nobody else has taken it.</returns>
    public bool TryDecide(bool isAllowed)
    {
        if (!Move(Received, isAllowed ? Decided : Closed))
            return false;

        // A full fence lies between the step and this look, as it does between the other two.
        Volatile.Read(ref _decided)?.TrySetResult();
        return true;
    }

    /// <summary>Announces a filter that records the outcome, possibly after the message was answered: it may ask its user first.</summary>
    public bool TryHold() => Move(Decided, Held);

    /// <summary>Takes the outcome.</summary>
    /// <returns>Whether nobody else has taken it.</returns>
    public bool TryEnd() => Move(Held, Ran) || TryClose();

    /// <summary>Takes the outcome, unless a filter is going to or has taken it.</summary>
    /// <returns>Whether it is still to be recorded.</returns>
    public bool TryClose() => Move(Decided, Closed);

    /// <summary>
    /// Begins another round, with a decision and an outcome of its own: for an older client the server asks the question of a
    /// call itself, and then runs the call again.
    /// </summary>
    public bool TryBeginAgain() => Move(Ran, Received);

    /// <summary>Waits until the decision is taken, but not for ever: the session may have ended first.</summary>
    public async ValueTask WaitForDecisionAsync(TimeSpan patience, TimeProvider time)
    {
        var decided = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _decided, decided);
        if (!IsDecided)
            await decided.Task.WaitAsync(patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private bool Move(int from, int to) => Interlocked.CompareExchange(ref _step, to, from) == from;
}
