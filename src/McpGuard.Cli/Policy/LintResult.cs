namespace McpGuard.Cli.Policy;

internal sealed record LintResult(IReadOnlyList<string> Problems);
