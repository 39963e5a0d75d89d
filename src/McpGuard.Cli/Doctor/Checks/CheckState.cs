namespace McpGuard.Cli.Doctor;

/// <summary>The result of a check.</summary>
internal enum CheckState
{
    Passed,
    Failed,

    /// <summary>It could not be seen, or was not asked for.</summary>
    Unknown,
}
