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

    /// <summary>The only issuer, or null if there are several.</summary>
    public string? OnlyIssuer { get; init; }

    /// <summary>How far clocks may differ.</summary>
    public TimeSpan ClockSkew { get; init; }

    /// <summary>The author's condition of this name.</summary>
    public IAccessCondition? Find(string name) => (Services as IKeyedServiceProvider)?.GetKeyedService<IAccessCondition>(name);
}
