using McpGuard;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the guard to an application's health checks.</summary>
public static class McpGuardHealthChecksBuilderExtensions
{
    /// <summary>
    /// Reports whether tokens can be checked. Degraded: an issuer's old keys are in use, or the revocation file has faults. Failed: an
    /// issuer has no usable keys, or the audit log was damaged. The entry's data has details by issuer.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="failureStatus">The status for a failure. Default <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags to filter checks by. Default: none.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IHealthChecksBuilder AddMcpGuard(this IHealthChecksBuilder builder, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.AddCheck<McpGuardHealthCheck>(McpGuardDefaults.HealthCheck, failureStatus, tags ?? []);
    }
}
