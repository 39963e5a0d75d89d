namespace McpGuard;

/// <summary>The answer to "may this run?", as a value: effect, reason, and requirements.</summary>
internal sealed record AccessDecision(ReasonCode Reason)
{
    public bool IsAllowed => Reason == ReasonCode.Allowed;

    /// <summary>The rule that decided, or null if none was needed.</summary>
    public string? Rule { get; init; }

    /// <summary>The version of the policy that decided.</summary>
    public string? PolicyVersion { get; init; }

    /// <summary>The target, if the policy knows it.</summary>
    public TargetRule? Target { get; init; }

    /// <summary>The scopes that the operation needs, with its arguments.</summary>
    public ScopeSet ScopesRequired { get; init; } = ScopeSet.Empty;

    /// <summary>The required scopes that the caller lacks.</summary>
    public ScopeSet ScopesMissing { get; init; } = ScopeSet.Empty;

    /// <summary>The wider scopes that include required scopes.</summary>
    public ScopeSet SatisfiedBy { get; init; } = ScopeSet.Empty;

    /// <summary>The scopes to request, if that would help.</summary>
    public string? Challenge { get; init; }

    /// <summary>The required sign-in, if that would help.</summary>
    public SignInChallenge? SignIn { get; init; }

    /// <summary>The longest lifetime of a token, if the caller's token exceeds it.</summary>
    public TimeSpan? MaxLifetime { get; init; }

    /// <summary>The waiting time, if waiting would help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The caller's own argument that is not allowed, or null if it is unknown or not one.</summary>
    public string? Argument { get; init; }

    /// <summary>What is known of the approval that the call needs; null if it needs none, or if that was not looked up.</summary>
    public ApprovalLookup? Approval { get; init; }

    /// <summary>The text of the rule for its refusals: empty if they tell no reason, or null for the usual text.</summary>
    public string? Says { get; init; }

    /// <summary>The facts that the conditions checked.</summary>
    public IReadOnlyList<AccessFact> Facts { get; init; } = [];

    /// <summary>The report-only rule that would have denied an allowed call, and its reason.</summary>
    public ShadowDenial? Shadow { get; init; }

    /// <summary>Whether the caller gets the answer for an unknown target.</summary>
    public bool IsConcealed { get; init; }

    public static AccessDecision Denied(ReasonCode reason) => new(reason);

    /// <summary>Adds the facts of an earlier decision on the same operation.</summary>
    public AccessDecision After(AccessDecision earlier) =>
        earlier.Facts.Count == 0 && earlier.Shadow is null
            ? this
            : this with { Facts = [.. earlier.Facts, .. Facts], Shadow = earlier.Shadow ?? Shadow };
}

/// <summary>A denial by a report-only rule.</summary>
internal sealed record ShadowDenial(string Rule, ReasonCode Reason);
