namespace McpGuard;

/// <summary>Where the web server serves MCP, which is known when it has started.</summary>
internal sealed class ServedPaths
{
    /// <summary>Finds whether that contradicts the configuration; null where there is no web server.</summary>
    public Func<string?>? FindProblem { get; set; }
}
