namespace McpGuard;

/// <summary>
/// The subject has signed in strongly enough (<c>acr</c>) and recently enough (<c>auth_time</c>). If not, the challenge names the required
/// sign-in (RFC 9470 section 3).
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

    /// <param name="strength">The weakest sufficient authentication context, or null for any.</param>
    /// <param name="maxAge">The maximum age of the sign-in, or null for any.</param>
    /// <param name="sources">The known contexts, in order.</param>
    public static SignInCondition Create(string? strength, TimeSpan? maxAge, ConditionSources sources)
    {
        // An order is never guessed: an unlisted context is sufficient only for itself.
        var rank = Array.IndexOf(sources.SignInStrengths, strength);
        string[] enough = (strength, rank) switch
        {
            (null, _) => [],
            (_, < 0) => [strength],
            _ => sources.SignInStrengths[rank..],
        };
        return new SignInCondition(strength, enough, maxAge, sources);
    }

    public static SignInCondition? Read(PolicyObject rule, ConditionSources sources)
    {
        if (rule.Object("SignIn") is not { } section)
            return null;

        var strength = section.Text("Strength");
        var maxAge = section.Duration("MaxAge", TimeSpan.FromSeconds(1), TimeSpan.FromDays(30));
        if (strength is null && maxAge is null)
            section.Wrong(null, "requires nothing. Set Strength, MaxAge or both");
        if (strength is not null && Array.IndexOf(sources.SignInStrengths, strength) < 0)
            section.Wrong(
                "Strength", $"is '{strength}', which the policy's SignInStrengths do not have{NearestName.Suggest(strength, sources.SignInStrengths)}");

        sources.CheckFacts(section);
        section.Finish();
        return Create(strength, maxAge, sources);
    }

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
    {
        // Another sign-in would not help at an issuer that the rule does not believe.
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
