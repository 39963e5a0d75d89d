namespace McpGuard;

/// <summary>The settings for all rules of a policy.</summary>
internal sealed record PolicySettings
{
    /// <summary>The version of the policy: a hash of all of it. Equal policies have equal versions, on every machine.</summary>
    public required string Version { get; init; }

    public PolicyMode Mode { get; init; }

    public ListMode Lists { get; init; }

    public ChallengeScopes ChallengeScopes { get; init; }

    /// <summary>
    /// Whether a refusal that the caller cannot resolve is answered as a request for an unknown target. By default the answer tells the reason.
    /// </summary>
    public bool ConcealForbidden { get; init; }

    /// <summary>The authentication contexts (<c>acr</c>), weakest first.</summary>
    public string[] SignInStrengths { get; init; } = [];

    /// <summary>The header of a gateway's device assertion, if there is a gateway.</summary>
    public string? DeviceHeader { get; init; }

    /// <summary>The issuer of the groups and roles that the code itself checks, or null if it is unknown.</summary>
    public FactIssuers? FactIssuers { get; init; }

    public ScopeHierarchy Scopes { get; init; } = ScopeHierarchy.Flat;
}
