using Microsoft.Extensions.DependencyInjection;

namespace McpGuard;

/// <summary>What conditions are made with, beside what the policy says of them.</summary>
internal sealed record ConditionSources(IServiceProvider Services, RateLimits Limits, PolicyEngine PolicyEngine)
{
    /// <summary>The authentication contexts, weakest first.</summary>
    public string[] SignInStrengths { get; init; } = [];

    /// <summary>Where the policy engine is, if there is one.</summary>
    public EngineOptions? Engine { get; init; }

    /// <summary>Who verifies what a gateway says of a device, if there is a gateway.</summary>
    public DeviceVerifier? Devices { get; init; }

    /// <summary>The issuer that a name without one belongs to, or null if that cannot be told.</summary>
    public string? DefaultIssuer { get; init; }

    /// <summary>The issuers that are trusted.</summary>
    public string[] Issuers { get; init; } = [];

    /// <summary>Whose word counts on what tokens say, or null if that cannot be told.</summary>
    public FactIssuers? FactIssuers { get; init; }

    /// <summary>How far clocks may differ.</summary>
    public TimeSpan ClockSkew { get; init; }

    /// <summary>What is wrong with a demand on what tokens say, where it is not clear whose word counts; or null.</summary>
    public string? FactProblem => FactIssuers is null ? WhoseWord(Issuers) : null;

    public bool Trusts(string issuer) => Array.Exists(Issuers, trusted => IssuerName.KeyOf(trusted) == IssuerName.KeyOf(issuer));

    /// <summary>Notes a problem with a section about what tokens say, where it is not clear whose word counts.</summary>
    public void CheckFacts(PolicyObject section)
    {
        if (FactProblem is { } problem)
            section.Wrong(null, problem);
    }

    public static string WhoseWord(string[] issuers) =>
        $"does not say whose word counts: {string.Join(", ", issuers)} are trusted. Name the issuer in the rule's Issuers, or set {McpGuardDefaults.ConfigurationSection}:DefaultIssuer";

    /// <summary>Finds the author's condition of this name.</summary>
    /// <returns>The condition, or what is wrong with the name.</returns>
    public (IAccessCondition? Condition, string? Problem) Find(string name)
    {
        IAccessCondition[] found = Services is IKeyedServiceProvider ? [.. Services.GetKeyedServices<IAccessCondition>(name)] : [];
        return found switch
        {
            [var only] => (only, null),
            [] => (null, $"'{name}', and no condition is registered under that name. Register it with WithAccessCondition"),
            _ => (null, $"'{name}', and several conditions are registered under that name: {string.Join(" and ", found.Select(condition => condition.GetType().Name))}. Remove all but one"),
        };
    }
}
