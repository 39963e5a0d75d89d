namespace McpGuard;

/// <summary>The present policy. A request keeps the policy with which it starts; the next request may get another.</summary>
internal sealed class LivePolicy(PolicySnapshot first)
{
    private volatile PolicySnapshot _current = first;

    public PolicySnapshot Current => _current;

    public void Replace(PolicySnapshot next) => _current = next;
}
