namespace McpGuard.Cli.Report;

/// <summary>A subject, its actors and client, and a target.</summary>
internal readonly record struct UseKey(string Issuer, string Subject, string Through, string Client, string Target);
