namespace McpGuard;

/// <summary>
/// The subject has signed in strongly enough (<c>acr</c>) and recently enough (<c>auth_time</c>). Where not, another sign-in
/// helps, and the challenge says which (RFC 9470 section 3).
/// </summary>
internal sealed class SignInCondition(string? strength, string[] enough, TimeSpan? maxAge, ConditionSources sources) : Condition
{
    public override string Name => "sign_in";

    public override ReasonCode Reason => ReasonCode.SignInInsufficient;

    public override ConditionStage Stage => ConditionStage.SignIn;

    public override string Demand => string.Join(" and ", new[]
    {
        strength is null ? null : $"a sign-in by {string.Join(" or ", enough)}",
        maxAge is { } age ? $"a sign-in within {age}" : null,
    }.OfType<string>());

    public SignInChallenge Challenge { get; } = new(strength is null ? null : string.Join(' ', enough), maxAge);

    /// <param name="strength">The weakest authentication context that is enough, or null if any is.</param>
    /// <param name="maxAge">How long ago the sign-in may have been, or null if that does not matter.</param>
    /// <param name="sources">Which contexts there are, and their order.</param>
    public static SignInCondition Create(string? strength, TimeSpan? maxAge, ConditionSources sources)
    {
        // An order is never guessed: outside of the list a context is enough for itself alone.
        var rank = Array.IndexOf(sources.SignInStrengths, strength);
        string[] enough = strength is null ? [] : rank < 0 ? [strength] : sources.SignInStrengths[rank..];
        return new SignInCondition(strength, enough, maxAge, sources);
    }

    public static SignInCondition? Read(PolicyObject rule, ConditionSources sources)
    {
        if (rule.Object("SignIn") is not { } section)
            return null;

        var strength = section.Text("Strength");
        var maxAge = section.Duration("MaxAge", TimeSpan.FromSeconds(1), TimeSpan.FromDays(30));
        if (strength is null && maxAge is null)
            section.Wrong(null, "demands nothing. Set Strength, MaxAge or both");
        if (strength is not null && Array.IndexOf(sources.SignInStrengths, strength) < 0)
            section.Wrong("Strength", $"is '{strength}', which the policy's SignInStrengths do not have{NearestName.Suggest(strength, sources.SignInStrengths)}");

        sources.CheckFacts(section);
        section.Finish();
        return Create(strength, maxAge, sources);
    }

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
    {
        // Another sign-in at an issuer whose word does not count would not help.
        var caller = request.Caller;
        if (sources.FactIssuers?.VouchFor(caller) is not true)
            return new(ConditionResult.Unvouched(caller));

        var isStrong = strength is null || (caller.AuthenticationContext is { } context && Array.IndexOf(enough, context) >= 0);
        var age = request.Time - caller.AuthenticatedAt;
        var isFresh = maxAge is null || (age <= maxAge && age >= -sources.ClockSkew);
        var since = age is { } known ? $"{known.TotalSeconds:0} s ago" : "at an unknown time";
        return new(ConditionResult.Of(isStrong && isFresh, $"{caller.AuthenticationContext ?? "unknown"}, {since}"));
    }
}
