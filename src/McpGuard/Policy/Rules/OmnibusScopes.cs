using System.Collections.Frozen;

namespace McpGuard;

/// <summary>
/// Finds scopes whose name suggests that they mean everything (MCP security best practices, "Scope Minimization"). A token with such a
/// scope is worth stealing. A wildcard has no effect, since scopes are compared as whole words.
/// </summary>
internal static class OmnibusScopes
{
    private static readonly FrozenSet<string> _names =
        new[] { "all", "any", "everything", "full", "full-access", "full_access" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Find(McpGuardOptions options, CompiledPolicy policy) => policy.Rules
        .SelectMany(rule => rule.Requirements)
        .SelectMany(requirement => requirement.Scopes.Named)
        .Concat(options.InitialScopes.Where(scope => scope != ScopeRequests.All))
        .Where(scope => scope.Contains('*', StringComparison.Ordinal) || _names.Contains(scope))
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);
}
