namespace McpGuard;

/// <summary>Whether lists show a target to a caller, by the decision on it without arguments.</summary>
internal static class ListVisibility
{
    public static bool IsShown(ListMode mode, AccessDecision listed) =>
        mode == ListMode.ShowAll || listed.IsAllowed || (mode == ListMode.HideForbidden && CanOpen(listed));

    /// <summary>Whether the caller can use the target now, or with more scopes or another sign-in.</summary>
    public static bool CanOpen(AccessDecision listed) => listed.IsAllowed || listed.Reason is ReasonCode.ScopeInsufficient or ReasonCode.SignInInsufficient;

    /// <summary>
    /// Whether a denial is concealed if the lists hide its target. A rule with a text for its refusals tells it. A failed condition is not
    /// asked again.
    /// </summary>
    public static bool MayConceal(PolicySettings settings, AccessDecision decision) =>
        !CanOpen(decision) &&
        settings is { ConcealForbidden: null, Lists: not ListMode.ShowAll } &&
        decision.Says is null or "" &&
        decision.Reason is not (ReasonCode.TargetUnknown or ReasonCode.ConditionFailed);
}
