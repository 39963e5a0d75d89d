using System.Reflection;

namespace McpGuard;

/// <summary>Names that other components depend on.</summary>
public static class McpGuardDefaults
{
    // The form in which records and spans name the guard's version.
    internal static readonly string Version =
        typeof(McpGuardDefaults).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>The configuration section of <see cref="McpGuardOptions"/>.</summary>
    public const string ConfigurationSection = "McpGuard";

    /// <summary>The authentication type of a caller's identity.</summary>
    public const string AuthenticationType = "McpGuard";

    /// <summary>The <c>ILogger</c> category of audit records.</summary>
    public const string AuditCategory = "McpGuard.Audit";

    /// <summary>
    /// The name of the <see cref="HttpClient"/> that reads the authority's metadata and keys; configure it with
    /// <c>AddHttpClient</c> for a proxy or for tests.
    /// </summary>
    public const string BackchannelClient = "McpGuard.Backchannel";

    /// <summary>The name of the <see cref="HttpClient"/> for the policy engine. Configure it with <c>AddHttpClient</c> to add credentials.</summary>
    public const string PolicyEngineClient = "McpGuard.PolicyEngine";

    /// <summary>The member of <c>_meta</c> with the token, for <c>WithTokenFromRequestMeta</c>.</summary>
    public const string TokenMetaKey = "mcpguard/access-token";

    /// <summary>The name of the meter for decisions and their cost.</summary>
    public const string Meter = "McpGuard";

    /// <summary>The name of the activity source with a span for each decision.</summary>
    public const string ActivitySource = "McpGuard";

    /// <summary>The name of the health check.</summary>
    public const string HealthCheck = "mcpguard";
}
