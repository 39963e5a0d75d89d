namespace McpGuard;

/// <summary>What holds for all rules of a policy.</summary>
internal sealed record PolicySettings
{
    /// <summary>Names the policy: a hash over all of it. Equal policies have equal versions, on every machine.</summary>
    public required string Version { get; init; }

    public PolicyMode Mode { get; init; }

    public ListMode Lists { get; init; }

    public ChallengeStyle Challenge { get; init; }

    /// <summary>Whether a refusal that nothing could mend looks like there were no such thing.</summary>
    public bool ConcealForbidden { get; init; }

    /// <summary>The authentication contexts (<c>acr</c>), weakest first.</summary>
    public string[] SignInStrengths { get; init; } = [];

    /// <summary>The header in which a gateway says how the device is, if there is a gateway.</summary>
    public string? DeviceHeader { get; init; }

    /// <summary>The issuer whose groups and roles the code's own checks mean, or null if that cannot be told.</summary>
    public FactIssuers? FactIssuers { get; init; }

    public ScopeHierarchy Scopes { get; init; } = ScopeHierarchy.Flat;
}
