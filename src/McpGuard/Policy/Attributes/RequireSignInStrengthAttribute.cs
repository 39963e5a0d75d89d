namespace McpGuard;

/// <summary>
/// Demands that the subject has signed in by an authentication context (<c>acr</c>), or by a stronger one where the policy's
/// <c>SignInStrengths</c> put them in order. Others are challenged to sign in that way (RFC 9470 section 3). It does not
/// say who may: declare scopes, groups or roles as well, or that any caller may. Where several issuers are trusted, only the
/// word of <see cref="McpGuardOptions.DefaultIssuer"/> counts.
/// </summary>
/// <param name="strength">The weakest context that is enough, compared ordinally.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly)]
public sealed class RequireSignInStrengthAttribute(string strength) : Attribute, IDemand
{
    /// <summary>The weakest authentication context that is enough.</summary>
    public string Strength { get; } = strength;

    (Condition?, string?) IDemand.Make(ConditionSources sources) => ScopeSet.IsScopeToken(Strength)
        ? (SignInCondition.Create(Strength, null, sources), sources.FactProblem is { } problem ? $"[RequireSignInStrength] {problem}" : null)
        : (null, $"[RequireSignInStrength] has '{Strength}', which is no authentication context: write one without spaces and quotes");
}
