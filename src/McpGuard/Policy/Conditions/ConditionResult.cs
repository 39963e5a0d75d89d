namespace McpGuard;

/// <summary>Whether a condition is met. The default value is not met.</summary>
public readonly record struct ConditionResult
{
    private ConditionResult(bool isMet, string? fact) => (IsMet, Fact) = (isMet, fact);

    /// <summary>Whether this condition allows the request.</summary>
    public bool IsMet { get; }

    /// <summary>The fact that was checked, for the audit record. It must not be a secret. Null if there was none.</summary>
    public string? Fact { get; }

    /// <summary>The waiting time after which the condition may be met, or null if waiting does not help.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>The argument that is not allowed. Only a name that the caller itself has sent.</summary>
    internal string? Argument { get; init; }

    /// <summary>The reason for the refusal, if it is not the condition's usual reason.</summary>
    internal ReasonCode? Reason { get; init; }

    /// <summary>Whether only the running server can check the condition. It is not met then.</summary>
    internal bool IsUndecided { get; init; }

    /// <summary>The condition is met.</summary>
    /// <param name="fact">The fact that was checked, or null.</param>
    /// <returns>The result.</returns>
    public static ConditionResult Met(string? fact = null) => new(true, fact);

    /// <summary>The condition is not met.</summary>
    /// <param name="fact">The fact that was checked, or null.</param>
    /// <returns>The result.</returns>
    public static ConditionResult NotMet(string? fact = null) => new(false, fact);

    /// <summary>Only the running server can check the condition.</summary>
    internal static ConditionResult Undecided => NotMet() with { Reason = ReasonCode.ConditionFailed, IsUndecided = true };

    /// <summary>The fact in the caller's token does not count, since the rule does not believe its issuer.</summary>
    internal static ConditionResult Unvouched(DelegatedCaller caller) => NotMet(caller.Issuer) with { Reason = ReasonCode.IssuerNotAllowed };

    internal static ConditionResult Of(bool isMet, string? fact) => new(isMet, fact);
}
