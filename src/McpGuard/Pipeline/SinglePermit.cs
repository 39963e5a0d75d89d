namespace McpGuard;

/// <summary>A permit for one run. It can be used once, and not after its call has ended.</summary>
internal abstract class SinglePermit
{
    private const int Open = 0;
    private const int Used = 1;
    private const int Closed = 2;

    private int _state;

    /// <summary>Whether the permit has been used.</summary>
    public bool IsUsed => Volatile.Read(ref _state) == Used;

    /// <returns>Whether it was unused and the call has not ended.</returns>
    public bool TryUse() => Interlocked.CompareExchange(ref _state, Used, Open) == Open;

    /// <summary>Ends the permit: a filter that calls the next one later runs nothing.</summary>
    public void Close() => Interlocked.CompareExchange(ref _state, Closed, Open);
}
