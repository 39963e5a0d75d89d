namespace McpGuard;

/// <summary>The policy as it is now. Whoever begins with one keeps it; the next who asks may get another.</summary>
internal sealed class LivePolicy(PolicySnapshot first)
{
    private volatile PolicySnapshot _current = first;

    public PolicySnapshot Current => _current;

    public void Replace(PolicySnapshot next) => _current = next;
}
