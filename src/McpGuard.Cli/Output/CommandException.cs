namespace McpGuard.Cli;

/// <summary>Ends a command with a message for whoever runs it.</summary>
internal sealed class CommandException(string message) : Exception(message);
