namespace McpGuard;

/// <summary>The answer to "may this run?", as a value: effect, reason, and what was needed.</summary>
internal sealed record AccessDecision(ReasonCode Reason)
{
    public bool IsAllowed => Reason == ReasonCode.Allowed;

    /// <summary>The rule that decided, or null if none was needed.</summary>
    public string? Rule { get; init; }

    /// <summary>The version of the policy that was asked.</summary>
    public string? PolicyVersion { get; init; }

    /// <summary>What was asked for, if the policy knows it.</summary>
    public TargetRule? Target { get; init; }

    /// <summary>The scopes that the operation needs, with its arguments.</summary>
    public ScopeSet ScopesRequired { get; init; } = ScopeSet.Empty;

    /// <summary>The scopes needed that the caller lacks.</summary>
    public ScopeSet ScopesMissing { get; init; } = ScopeSet.Empty;

    /// <summary>The wider scopes by which the caller has narrower ones that were needed.</summary>
    public ScopeSet SatisfiedBy { get; init; } = ScopeSet.Empty;

    /// <summary>The scopes to ask for, if that would help.</summary>
    public string? Challenge { get; init; }

    /// <summary>How to sign in, if that would help.</summary>
    public SignInChallenge? SignIn { get; init; }

    /// <summary>How long to wait, if that would help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the conditions looked at.</summary>
    public IReadOnlyList<AccessFact> Facts { get; init; } = [];

    /// <summary>The rule that would have denied what is allowed, were it enforced, and why.</summary>
    public ShadowDenial? Shadow { get; init; }

    /// <summary>Whether the caller is told that there is no such thing.</summary>
    public bool IsConcealed { get; init; }

    public static AccessDecision Denied(ReasonCode reason) => new(reason);

    /// <summary>Adds what an earlier decision on the same operation has found.</summary>
    public AccessDecision After(AccessDecision earlier) =>
        earlier.Facts.Count == 0 && earlier.Shadow is null
            ? this
            : this with { Facts = [.. earlier.Facts, .. Facts], Shadow = earlier.Shadow ?? Shadow };
}
