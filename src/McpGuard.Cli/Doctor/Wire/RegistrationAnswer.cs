namespace McpGuard.Cli.Doctor;

/// <summary>What came of the registration of a client.</summary>
/// <param name="Answer">The answer to the registration, null if its address was not asked.</param>
/// <param name="IsRemoved">Whether the client was deleted again (RFC 7592).</param>
internal sealed record RegistrationAnswer(WireAnswer? Answer, bool IsRemoved);
