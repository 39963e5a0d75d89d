namespace McpGuard.Cli.Doctor;

/// <param name="Check">What clients of a kind need.</param>
/// <param name="Otherwise">How they fare without it.</param>
internal readonly record struct Need(Check Check, ClientVerdict Otherwise);
