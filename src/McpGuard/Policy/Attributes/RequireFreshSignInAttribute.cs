namespace McpGuard;

/// <summary>
/// Requires a recent sign-in of the subject (<c>auth_time</c>). If the sign-in is too old or its time is unknown, the answer is a challenge
/// to sign in again (RFC 9470 section 3). This attribute does not name the permitted callers: also declare scopes, groups or roles, or that
/// any caller may. With several issuers, only <see cref="McpGuardOptions.DefaultIssuer"/> is believed.
/// </summary>
/// <param name="maxAgeSeconds">The maximum age of the sign-in, in seconds. At least one.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly)]
public sealed class RequireFreshSignInAttribute(int maxAgeSeconds) : Attribute, IDemand
{
    /// <summary>The maximum age of the sign-in, in seconds.</summary>
    public int MaxAgeSeconds { get; } = maxAgeSeconds;

    (Condition?, string?) IDemand.Make(ConditionSources sources) => MaxAgeSeconds < 1
        ? (null, "[RequireFreshSignIn] has no time in it that is at least one second")
        : (
            SignInCondition.Create(null, TimeSpan.FromSeconds(MaxAgeSeconds), sources),
            sources.FactProblem is { } problem ? $"[RequireFreshSignIn] {problem}" : null);
}
