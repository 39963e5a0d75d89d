namespace McpGuard.Cli.Report;

/// <summary>
/// Decides whether a call is privileged. It is if it needs one of the named scopes. If no scope is named, it is if it needs a scope that
/// ends with <c>admin</c>, <c>write</c> or <c>delete</c> in any case.
/// </summary>
internal sealed class Privilege(IReadOnlyCollection<string> scopes)
{
    private static readonly string[] _endings = ["admin", "write", "delete"];

    public string Meaning => scopes.Count > 0 ? $"need one of the scopes {string.Join(", ", scopes)}" : "need a scope that ends with admin, write or delete";

    public bool Covers(AuditRecord record) => record.ScopesRequired?.Any(IsPrivileged) is true;

    private bool IsPrivileged(string scope) => scopes.Count > 0
        ? scopes.Contains(scope)
        : Array.Exists(_endings, ending => scope.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
