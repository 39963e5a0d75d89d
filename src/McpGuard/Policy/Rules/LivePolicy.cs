namespace McpGuard;

/// <summary>The present policy. A request keeps the policy with which it starts; the next request may get another.</summary>
internal sealed class LivePolicy(CompiledPolicy first)
{
    private volatile CompiledPolicy _current = first;

    public CompiledPolicy Current => _current;

    public void Replace(CompiledPolicy next) => _current = next;
}
