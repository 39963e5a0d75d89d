namespace McpGuard.Cli.Report;

/// <summary>An approver, the subject of the call, and the tool.</summary>
internal readonly record struct VoteKey(string Approver, string Subject, string Tool);
