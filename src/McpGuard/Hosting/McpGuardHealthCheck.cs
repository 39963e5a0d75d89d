using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpGuard;

/// <summary>
/// Reports whether requests can be decided and recorded: the keys of each issuer, the revocation file, the configuration, the stores of
/// the guard's state and of approvals, and the audit sinks. It also fetches the keys of an issuer that has not been used yet.
/// </summary>
internal sealed class McpGuardHealthCheck(
    TrustedIssuers issuers, RevocationFile revocations, LiveOptions options, GuardState state, WatchedApprovalStore approvals,
    AuditRoutes audit, FileAuditSink log) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        var worst = HealthStatus.Healthy;
        foreach (var issuer in issuers.All)
        {
            var (status, text) = await DescribeAsync(issuer.Keys, cancellationToken).ConfigureAwait(false);
            data[issuer.Name] = text;
            worst = Least(worst, status);
        }

        if (revocations.Problem is { } problem)
        {
            data["revocations"] = problem;
            worst = Least(worst, HealthStatus.Degraded);
        }

        if ((options.Problem ?? options.Staleness) is { } refused)
        {
            // After a restart the lost settings would be missing.
            data["configuration"] = refused;
            worst = options.IsLost ? HealthStatus.Unhealthy : Least(worst, HealthStatus.Degraded);
        }

        if (options.Remark is { } remark)
        {
            data["policy"] = remark;
            worst = Least(worst, HealthStatus.Degraded);
        }

        foreach (var store in approvals.Failing is { } failing ? state.Failing.Append(failing) : state.Failing)
        {
            data[$"store of {store.Name}"] = store.Problem!;
            worst = HealthStatus.Unhealthy;
        }

        if (approvals.Damage is { } damage)
        {
            data["approvals"] = damage;
            worst = Least(worst, HealthStatus.Degraded);
        }

        foreach (var sink in audit.Failing)
        {
            data[$"audit {sink.Name}"] = Describe(sink);
            worst = Least(worst, sink.DeniesCalls ? HealthStatus.Unhealthy : HealthStatus.Degraded);
        }

        if (log.Break is { } broken)
        {
            // Records may be lost, and an operator must look at the log. A restart clears the status.
            data["audit log"] = broken;
            worst = HealthStatus.Unhealthy;
        }
        else if (log.Excess is > 0 and var excess)
        {
            data["audit log"] =
                $"{excess} bytes larger than RetainBytes, since segments that are younger than RetainAtLeast, or that no later header with a valid " +
                "signature follows, are not deleted";
            worst = Least(worst, HealthStatus.Degraded);
        }

        if (log.SigningProblem is { } unsigned)
        {
            data["audit signer"] = unsigned;
            worst = Least(worst, HealthStatus.Degraded);
        }

        return worst switch
        {
            HealthStatus.Healthy => HealthCheckResult.Healthy("The keys of all issuers are fresh.", data),
            HealthStatus.Degraded => HealthCheckResult.Degraded(
                "Keys, revocations or the configuration could not be refreshed, or audit records could not be written or signed, or the audit log " +
                    "is too large, or an approval cannot be read.",
                data: data),
            _ => new HealthCheckResult(
                context.Registration.FailureStatus,
                "The keys of an issuer are unavailable, an audit sink or a store does not answer, the audit log was damaged, or settings of the " +
                    "guard have disappeared.",
                data: data),
        };
    }

    private static string Describe(AuditRoute sink) => sink.IsStalled
        ? $"{sink.Pending} records have no answer, the oldest for {sink.PendingAge.TotalSeconds:0} s; {sink.Lost} records could not be written"
        : $"{sink.Lost} records could not be written";

    private static HealthStatus Least(HealthStatus one, HealthStatus other) => one < other ? one : other;

    private static async ValueTask<(HealthStatus Status, string Text)> DescribeAsync(SigningKeys keys, CancellationToken cancellationToken)
    {
        var present = await keys.GetAsync(cancellationToken).ConfigureAwait(false);
        if (present is null || keys.Age is not { } age)
            return (HealthStatus.Unhealthy, "no keys");

        var text = $"{present.Keys.Count} keys, read {age.TotalSeconds:0} s ago";
        return keys.IsFailing ? (HealthStatus.Degraded, $"{text}; the last reading failed") : (HealthStatus.Healthy, text);
    }
}
