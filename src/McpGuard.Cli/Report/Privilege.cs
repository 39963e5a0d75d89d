using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>
/// Decides whether a call is privileged: it is if a person had to approve it, by the demand in its record, or if it needs one of the scopes
/// that the auditor names. The spelling of a scope does not tell what it permits.
/// </summary>
internal sealed class Privilege(IReadOnlyCollection<string> scopes)
{
    public string Meaning => scopes.Count > 0 ? $"need an approval, or one of the scopes {string.Join(", ", scopes)}" : "need an approval";

    public bool Covers(AuditRecord record) => NeedsApproval(record) || record.ScopesRequired?.Any(scopes.Contains) is true;

    private static bool NeedsApproval(AuditRecord record) =>
        record.ApprovalId is not null || record.Facts?.Any(fact => fact.Condition == ApprovalText.Condition) is true;
}
