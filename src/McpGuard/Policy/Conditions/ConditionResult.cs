namespace McpGuard;

/// <summary>Whether a condition is met. The default is that it is not.</summary>
public readonly record struct ConditionResult
{
    private ConditionResult(bool isMet, string? fact) => (IsMet, Fact) = (isMet, fact);

    /// <summary>Whether the request may go on, as far as this condition is concerned.</summary>
    public bool IsMet { get; }

    /// <summary>What was looked at, for the audit record; never a secret. Null if it was not there.</summary>
    public string? Fact { get; }

    /// <summary>How long to wait until the condition may be met, if waiting is all it takes.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>Why it is not met, where that is not the condition's usual reason.</summary>
    internal ReasonCode? Reason { get; init; }

    /// <summary>The condition is met.</summary>
    /// <param name="fact">What was looked at.</param>
    /// <returns>The result.</returns>
    public static ConditionResult Met(string? fact = null) => new(true, fact);

    /// <summary>The condition is not met.</summary>
    /// <param name="fact">What was looked at.</param>
    /// <returns>The result.</returns>
    public static ConditionResult NotMet(string? fact = null) => new(false, fact);

    /// <summary>What the caller's token says does not count, since its issuer may not say it.</summary>
    internal static ConditionResult Unvouched(DelegatedCaller caller) => NotMet(caller.Issuer) with { Reason = ReasonCode.IssuerNotAllowed };

    internal static ConditionResult Of(bool isMet, string? fact) => new(isMet, fact);
}
