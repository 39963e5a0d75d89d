namespace McpGuard;

/// <summary>Startup fails. The message lists all problems and how to fix them.</summary>
public sealed class McpGuardConfigurationException : Exception
{
    internal McpGuardConfigurationException(IReadOnlyList<string> problems)
        : base($"McpGuard cannot start this server:{string.Concat(problems.Select(problem => $"{Environment.NewLine}  - {problem}"))}") =>
        Problems = problems;

    /// <summary>The problems, each with its fix.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>The message without the stack trace, which tells nothing about a configuration.</summary>
    public override string ToString() => $"{GetType().FullName}: {Message}";
}
