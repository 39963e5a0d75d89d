namespace McpGuard.TestSupport;

/// <summary>What the tools of <see cref="SpyTools"/> were really called with.</summary>
internal sealed class ToolCalls
{
    private readonly Lock _lock = new();
    private readonly List<string> _calls = [];

    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_lock)
                return [.. _calls];
        }
    }

    public string Note(string call)
    {
        lock (_lock)
            _calls.Add(call);

        return call;
    }
}
