namespace McpGuard.Cli.Doctor;

/// <summary>Whether clients of a kind can connect.</summary>
internal enum ClientVerdict
{
    Works,

    /// <summary>It works after a person has entered something.</summary>
    WithHelp,
    Fails,
}
