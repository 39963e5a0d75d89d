using System.Reflection;

namespace McpGuard;

/// <summary>Names that other components depend on.</summary>
public static class McpGuardDefaults
{
    // As records and spans name the guard that made them.
    internal static readonly string Version = typeof(McpGuardDefaults).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>The configuration section that <see cref="McpGuardOptions"/> is read from.</summary>
    public const string ConfigurationSection = "McpGuard";

    /// <summary>The authentication type of a caller's identity.</summary>
    public const string AuthenticationType = "McpGuard";

    /// <summary>The <c>ILogger</c> category that audit records are written to.</summary>
    public const string AuditCategory = "McpGuard.Audit";

    /// <summary>
    /// The name of the <see cref="HttpClient"/> that reads the authority's metadata and keys; configure it with
    /// <c>AddHttpClient</c> for a proxy or for tests.
    /// </summary>
    public const string BackchannelClient = "McpGuard.Backchannel";

    /// <summary>
    /// The name of the <see cref="HttpClient"/> that asks a policy engine; configure it with <c>AddHttpClient</c> for the
    /// credentials that the engine wants.
    /// </summary>
    public const string PolicyEngineClient = "McpGuard.PolicyEngine";

    /// <summary>The member of <c>_meta</c> that <c>WithTokenFromRequestMeta</c> takes the token from.</summary>
    public const string TokenMetaKey = "mcpguard/access-token";

    /// <summary>The name of the meter that counts decisions and measures what they cost.</summary>
    public const string Meter = "McpGuard";

    /// <summary>The name of the activity source that has a span for each decision.</summary>
    public const string ActivitySource = "McpGuard";

    /// <summary>The name of the health check.</summary>
    public const string HealthCheck = "mcpguard";
}
