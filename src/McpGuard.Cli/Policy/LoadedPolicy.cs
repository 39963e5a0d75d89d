namespace McpGuard.Cli.Policy;

/// <summary>A policy that has no problems, with its settings.</summary>
internal sealed record LoadedPolicy(McpGuardOptions Options, PolicyExplainer Explainer);
