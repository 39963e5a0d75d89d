namespace McpGuard.Cli;

/// <summary>Ends a command with a message for its user.</summary>
internal sealed class CommandException(string message) : Exception(message);
