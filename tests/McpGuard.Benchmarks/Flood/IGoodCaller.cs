namespace McpGuard.Benchmarks.Flood;

/// <summary>A caller with a good token that calls the tool and waits for its result.</summary>
internal interface IGoodCaller : IDisposable
{
    /// <summary>Calls once.</summary>
    /// <returns>Whether the tool answered.</returns>
    bool Call();
}
