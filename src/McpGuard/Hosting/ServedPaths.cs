namespace McpGuard;

/// <summary>The paths of MCP endpoints of the web server, which are known after it has started.</summary>
internal sealed class ServedPaths
{
    /// <summary>Finds a contradiction with the configuration; null without a web server.</summary>
    public Func<string?>? FindProblem { get; set; }
}
