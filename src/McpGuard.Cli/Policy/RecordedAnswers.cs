namespace McpGuard.Cli.Policy;

/// <summary>
/// Decides recorded calls again. What the record cannot tell is undecided. A condition on claims or arguments has its recorded result
/// under both policies if its rule is the same in both.
/// </summary>
internal sealed class RecordedAnswers(LoadedPolicy old, LoadedPolicy next)
{
    private readonly RuleText _old = RuleText.Of(old.Options);
    private readonly RuleText _next = RuleText.Of(next.Options);

    public static bool CanJudge(AuditRecord? record) =>
        record is { Event: AuditEvent.Decision, Method: not null, Issuer: not null, Subject: not null, Effect: not null, Count: null };

    /// <returns>The effect under the new policy, or null if the record cannot tell.</returns>
    public async Task<AuditEffect?> DecideAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        var before = await old.Explainer.ExplainAsync(record, cancellationToken).ConfigureAwait(false);
        var after = await next.Explainer.ExplainAsync(record, cancellationToken).ConfigureAwait(false);
        var effect = EffectOf(before, after);

        // Something other than the old policy denied it, such as a revocation, and may do so again.
        return record.Effect == AuditEffect.Deny && effect != AuditEffect.Deny && before.Effect != AuditEffect.Deny ? null : effect;
    }

    private AuditEffect? EffectOf(AccessExplanation before, AccessExplanation after)
    {
        // No rule denies, so the caller or the target does.
        if (after.IsAllowed is false && !after.Rules.Any(rule => rule is { IsEnforced: true, IsSatisfied: false }))
            return AuditEffect.Deny;

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        RuleExplanation[] rules = [.. after.Rules.Select(rule => Recall(rule, before, seen))];
        var enforced = rules.Where(rule => rule.IsEnforced).ToArray();
        var isUndecided = enforced.Any(rule => rule.IsSatisfied is null);
        bool? isAllowed = isUndecided ? null : true;
        if (enforced.Any(rule => rule.IsSatisfied is false))
            isAllowed = false;

        return (after with { IsAllowed = isAllowed, Rules = rules }).Effect;
    }

    private RuleExplanation Recall(RuleExplanation rule, AccessExplanation before, Dictionary<string, int> seen)
    {
        // A rule for a method and its target is there twice.
        var place = seen.GetValueOrDefault(rule.Rule);
        seen[rule.Rule] = place + 1;
        return rule.IsSatisfied is null && RuleText.IsSame(_old, _next, rule.Rule)
            ? before.Rules.Where(known => known.Rule == rule.Rule && known.IsEnforced == rule.IsEnforced).ElementAtOrDefault(place) ?? rule
            : rule;
    }
}
