namespace McpGuard.Testing;

/// <summary>A policy has given another answer than a test expects. Every test framework reports it as a failure.</summary>
public sealed class PolicyTestException : Exception
{
    internal PolicyTestException(string message)
        : base(message)
    {
    }
}
