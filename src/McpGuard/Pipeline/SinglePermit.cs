namespace McpGuard;

/// <summary>One decision allows one run: it can be used once, and no more when its call has ended.</summary>
internal abstract class SinglePermit
{
    private const int Open = 0;
    private const int Used = 1;
    private const int Closed = 2;

    private int _state;

    /// <summary>Whether what was allowed has been reached.</summary>
    public bool IsUsed => Volatile.Read(ref _state) == Used;

    /// <returns>Whether nobody has used it before, and the call has not ended.</returns>
    public bool TryUse() => Interlocked.CompareExchange(ref _state, Used, Open) == Open;

    /// <summary>Ends it: a filter that keeps its way on and goes it later runs nothing.</summary>
    public void Close() => Interlocked.CompareExchange(ref _state, Closed, Open);
}
