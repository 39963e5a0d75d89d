namespace McpGuard;

/// <summary>
/// Demands that the subject has signed in recently (<c>auth_time</c>). A caller of whom that is not known, or too long ago,
/// is challenged to have its user sign in again (RFC 9470 section 3). It does not say who
/// may: declare scopes, groups or roles as well, or that any caller may. Where several issuers are trusted, only the word of
/// <see cref="McpGuardOptions.DefaultIssuer"/> counts.
/// </summary>
/// <param name="maxAgeSeconds">How long ago it may have been, in seconds. At least one.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly)]
public sealed class RequireFreshSignInAttribute(int maxAgeSeconds) : Attribute, IDemand
{
    /// <summary>How long ago the sign-in may have been, in seconds.</summary>
    public int MaxAgeSeconds { get; } = maxAgeSeconds;

    (Condition?, string?) IDemand.Make(ConditionSources sources) => MaxAgeSeconds < 1
        ? (null, "[RequireFreshSignIn] has no time in it that is at least one second")
        : (SignInCondition.Create(null, TimeSpan.FromSeconds(MaxAgeSeconds), sources), sources.FactProblem is { } problem ? $"[RequireFreshSignIn] {problem}" : null);
}
