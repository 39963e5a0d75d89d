namespace McpGuard;

/// <summary>
/// Requires that the subject signed in with an authentication context (<c>acr</c>), or with a stronger one if the policy's
/// <c>SignInStrengths</c> define an order. Other callers get a challenge to sign in that way (RFC 9470 section 3). This attribute does not
/// name the permitted callers: also declare scopes, groups or roles, or that any caller may. With several issuers, only <see
/// cref="McpGuardOptions.DefaultIssuer"/> is believed.
/// </summary>
/// <param name="strength">The weakest sufficient context, compared ordinally.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly)]
public sealed class RequireSignInStrengthAttribute(string strength) : Attribute, IDemand
{
    /// <summary>The weakest sufficient authentication context.</summary>
    public string Strength { get; } = strength;

    (Condition?, string?) IDemand.Make(ConditionSources sources) => ScopeSet.IsScopeToken(Strength)
        ? (SignInCondition.Create(Strength, null, sources), sources.FactProblem is { } problem ? $"[RequireSignInStrength] {problem}" : null)
        : (null, $"[RequireSignInStrength] has '{Strength}', which is not an authentication context: write one without spaces and quotes");
}
