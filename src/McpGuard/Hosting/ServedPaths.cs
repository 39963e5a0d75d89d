namespace McpGuard;

/// <summary>The paths of MCP endpoints of the web server, which are known after it has started.</summary>
internal sealed class ServedPaths
{
    /// <summary>Finds contradictions with the configuration, and reports where the endpoints are; null without a web server.</summary>
    public Func<IReadOnlyList<string>>? FindProblems { get; set; }
}
