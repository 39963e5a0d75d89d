using System.Collections.Frozen;

namespace McpGuard;

/// <summary>
/// Finds scopes that read as if they meant everything (MCP security best practices, "Scope Minimization"). A token that has one
/// is worth stealing; and an author who means several scopes by a wildcard is wrong, since scopes are compared as whole words.
/// </summary>
internal static class OmnibusScopes
{
    private static readonly FrozenSet<string> _names =
        new[] { "all", "any", "everything", "full", "full-access", "full_access" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Find(McpGuardOptions options, PolicySnapshot policy) => policy.Rules
        .SelectMany(rule => rule.Requirements)
        .SelectMany(requirement => requirement.Scopes.Named)
        .Concat(options.BaselineScopes)
        .Where(scope => scope.Contains('*', StringComparison.Ordinal) || _names.Contains(scope))
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);
}
