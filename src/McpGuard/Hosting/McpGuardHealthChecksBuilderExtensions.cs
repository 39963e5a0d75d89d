using McpGuard;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the guard to an application's health checks.</summary>
public static class McpGuardHealthChecksBuilderExtensions
{
    /// <summary>
    /// Reports whether tokens can be judged: degraded while an issuer's last keys stand in for fresh ones or the revocation
    /// file has faults, failed when an issuer has no usable keys or the audit log was damaged. Details by issuer are in the entry's data.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="failureStatus">What a failure is reported as. Default <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags to filter checks by. Default: none.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IHealthChecksBuilder AddMcpGuard(this IHealthChecksBuilder builder, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.AddCheck<McpGuardHealthCheck>(McpGuardDefaults.HealthCheck, failureStatus, tags ?? []);
    }
}
