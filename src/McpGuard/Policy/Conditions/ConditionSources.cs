using Microsoft.Extensions.DependencyInjection;

namespace McpGuard;

/// <summary>The dependencies of conditions, in addition to the policy's text.</summary>
/// <param name="State">What is remembered from one request to the next: the counters of calls.</param>
/// <param name="Server">The parts of the running server, or null for a policy without a running server.</param>
internal sealed record ConditionSources(GuardState State, ServerParts? Server = null)
{
    /// <summary>What a gateway's assertions of a device are, if there is a gateway.</summary>
    public DeviceAssertionOptions? DeviceAssertion { get; init; }

    /// <summary>The authentication contexts, weakest first.</summary>
    public string[] SignInStrengths { get; init; } = [];

    /// <summary>The policy engine, if there is one.</summary>
    public EngineOptions? Engine { get; init; }

    /// <summary>The verifiers of a gateway's device assertions, if there is a gateway.</summary>
    public DeviceVerifier? Devices { get; init; }

    /// <summary>The issuer of a name without one, or null if it is unknown.</summary>
    public string? DefaultIssuer { get; init; }

    /// <summary>The trusted issuers.</summary>
    public string[] Issuers { get; init; } = [];

    /// <summary>The issuers that are believed about facts in tokens, or null if that is unknown.</summary>
    public FactIssuers? FactIssuers { get; init; }

    /// <summary>The allowed clock skew.</summary>
    public TimeSpan ClockSkew { get; init; }

    /// <summary>The problem of a requirement on facts in tokens whose issuer is unknown; or null.</summary>
    public string? FactProblem => FactIssuers is null ? WhoseWord(Issuers) : null;

    public bool Trusts(string issuer) => Array.Exists(Issuers, trusted => IssuerName.KeyOf(trusted) == IssuerName.KeyOf(issuer));

    /// <summary>Adds a problem for a section about facts in tokens whose issuer is unknown.</summary>
    public void CheckFacts(PolicyObject section)
    {
        if (FactProblem is { } problem)
            section.Wrong(null, problem);
    }

    public static string WhoseWord(string[] issuers) =>
        $"does not name its issuer: {string.Join(", ", issuers)} are trusted. Name the issuer in the rule's Issuers, or set " +
            $"{McpGuardDefaults.ConfigurationSection}:DefaultIssuer";

    /// <summary>Finds the author's condition with this name.</summary>
    /// <returns>The condition, or the problem with the name.</returns>
    public (IAccessCondition? Condition, string? Problem) Find(string name)
    {
        IAccessCondition[] found = Server?.Services is IKeyedServiceProvider ? [.. Server.Services.GetKeyedServices<IAccessCondition>(name)] : [];
        return found switch
        {
            [var only] => (only, null),
            [] => (null, $"'{name}', and no condition is registered under that name. Register it with WithAccessCondition"),
            _ => (
                null,
                $"'{name}', and several conditions are registered under that name: " +
                    $"{string.Join(" and ", found.Select(condition => condition.GetType().Name))}. Remove all but one"),
        };
    }
}

/// <summary>What only a running server has: the author's own parts, a policy engine to ask, and gateways whose keys are known.</summary>
internal sealed record ServerParts(IServiceProvider Services, PolicyEngine Engine, DeviceAssertions Devices);
