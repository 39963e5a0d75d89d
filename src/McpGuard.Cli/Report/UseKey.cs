namespace McpGuard.Cli.Report;

/// <summary>Who used what, through whom.</summary>
internal readonly record struct UseKey(string Issuer, string Subject, string Through, string Client, string Target);
