namespace McpGuard;

/// <summary>The guard does not let the server start: it says everything that is wrong, and how to mend it.</summary>
public sealed class McpGuardConfigurationException : Exception
{
    internal McpGuardConfigurationException(IReadOnlyList<string> problems)
        : base($"McpGuard does not let this server start:{string.Concat(problems.Select(problem => $"{Environment.NewLine}  - {problem}"))}") =>
        Problems = problems;

    /// <summary>Each problem with its fix.</summary>
    public IReadOnlyList<string> Problems { get; }
}
