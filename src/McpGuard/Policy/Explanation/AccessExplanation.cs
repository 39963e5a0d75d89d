using System.Text;

namespace McpGuard;

/// <summary>The reason why a request is allowed or denied under a policy, with all facts that were checked.</summary>
/// <param name="IsAllowed">Whether it may run; null if that depends on unknown facts.</param>
/// <param name="Reason">The reason, or null if it is unknown.</param>
/// <param name="Rule">The rule that decides, or null if none is needed.</param>
/// <param name="PolicyVersion">The version of the policy.</param>
/// <param name="Rules">The requirements and results of each rule.</param>
public sealed record AccessExplanation(
    bool? IsAllowed,
    ReasonCode? Reason,
    string? Rule,
    string PolicyVersion,
    IReadOnlyList<RuleExplanation> Rules)
{
    /// <summary>The scopes that a client asks for first, as the challenge to a caller without a token and the metadata name them.</summary>
    public IReadOnlyList<string> InitialScopes { get; init; } = [];

    /// <summary>What the refusal asks for, or null if nothing that the client can present would help.</summary>
    public ChallengeExplanation? Challenge { get; init; }

    /// <summary>What the deciding rule tells a refused caller: its text, or empty if it tells no reason. Null for the usual text.</summary>
    public string? Says { get; init; }

    /// <summary>
    /// The effect that a record of this decision would have, or null if it depends on unknown facts. A call that a report-only rule denies
    /// may run, and has the effect <see cref="AuditEffect.WouldDeny"/>.
    /// </summary>
    public AuditEffect? Effect => IsAllowed switch
    {
        null => null,
        false => AuditEffect.Deny,
        true when Rules.Any(rule => rule is { IsEnforced: false, IsSatisfied: false }) => AuditEffect.WouldDeny,
        true when Rules.Any(rule => rule is { IsEnforced: false, IsSatisfied: null }) => null,
        true => AuditEffect.Allow,
    };

    /// <summary>What was missing: one sentence for each enforced requirement that is not met.</summary>
    public IReadOnlyList<string> Needed =>
    [
        .. Rules.Where(rule => rule is { IsEnforced: true, ScopesMissing.Count: > 0 })
            .Select(rule => $"{rule.Rule}: the scopes {string.Join(' ', rule.ScopesMissing)}"),
        .. Rules.Where(rule => rule.IsEnforced).SelectMany(rule => rule.Conditions.Where(condition => condition.State == ConditionState.NotMet)
            .Select(condition => $"{rule.Rule}: {condition.Demand} ({condition.Name}: {condition.Fact ?? "nothing"})")),
    ];

    /// <summary>The explanation as text: the answer, then each rule with its requirements.</summary>
    /// <returns>Several lines.</returns>
    public override string ToString()
    {
        var text = new StringBuilder(IsAllowed switch { true => "allowed", false => "denied", null => "cannot be told" });
        if (Reason is { } reason)
            text.Append(": ").Append(reason);
        if (Rule is not null)
            text.Append(", by ").Append(Rule);

        text.Append(" (policy ").Append(PolicyVersion).Append(')');
        text.AppendLine().Append("  the first sign-in asks for ").Append(InitialScopes.Count > 0 ? string.Join(' ', InitialScopes) : "no scope");
        if (Challenge is not null)
            text.AppendLine().Append("  the challenge: ").Append(Challenge);
        if (Says is not null)
            text.AppendLine().Append("  the refusal tells: ").Append(Says.Length > 0 ? Says : "no reason");
        foreach (var rule in Rules)
        {
            text.AppendLine().Append("  ").Append(rule.Rule).Append(rule.IsEnforced ? "" : " (only reports)");
            if (rule.ScopesNeeded.Count > 0)
                text.AppendLine().Append("    scopes ").AppendJoin(' ', rule.ScopesNeeded)
                    .Append(rule.ScopesMissing.Count > 0 ? $" - missing {string.Join(' ', rule.ScopesMissing)}" : " - met");
            foreach (var condition in rule.Conditions)
                text.AppendLine().Append("    ").Append(condition.Name).Append(": ").Append(condition.Demand).Append(" - ").Append(condition.State)
                    .Append(condition.Fact is null ? "" : $" ({condition.Fact})");
        }

        return text.ToString();
    }
}
