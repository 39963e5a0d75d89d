namespace McpGuard.Cli.Doctor;

/// <param name="Client">The kind of client.</param>
/// <param name="Verdict">Whether it can connect.</param>
/// <param name="Check">The check that failed.</param>
/// <param name="Because">What was seen.</param>
/// <param name="Mend">The setting that mends it.</param>
internal sealed record ClientDiagnosis(string Client, ClientVerdict Verdict, Check? Check, string? Because, string? Mend);
