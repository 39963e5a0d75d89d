using System.Diagnostics.Metrics;

namespace McpGuard;

/// <summary>Counts and measures the handling of tokens and keys, for the meter <see cref="McpGuardDefaults.Meter"/>.</summary>
internal sealed class TokenMetrics
{
    private readonly Counter<long> _lookups;
    private readonly Histogram<double> _verificationDuration;
    private readonly Counter<long> _refreshes;

    public TokenMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(McpGuardDefaults.Meter);
        _lookups = meter.CreateCounter<long>("mcpguard.token.cache.lookups", "{lookup}", "Lookups in the cache of verified tokens, by result.");
        _verificationDuration = meter.CreateHistogram(
            "mcpguard.token.verification.duration",
            "s",
            "How long it took to verify a new token, or to ask its issuer about it.",
            advice: GuardMetrics.Buckets);
        _refreshes = meter.CreateCounter<long>("mcpguard.keys.refreshes", "{refresh}", "Readings of an issuer's keys.");
    }

    public void CountLookup(bool isKnown)
    {
        if (_lookups.Enabled)
            _lookups.AddQuietly(new() { { TelemetryNames.CacheResult, isKnown ? "hit" : "miss" } });
    }

    /// <param name="isOpaque">Whether the issuer was asked, instead of verifying a signature.</param>
    /// <param name="reason">The reason for the refusal, or that there was none.</param>
    /// <param name="elapsed">How long it took.</param>
    public void RecordVerification(bool isOpaque, ReasonCode reason, TimeSpan elapsed)
    {
        if (_verificationDuration.Enabled)
            _verificationDuration.RecordQuietly(
                elapsed.TotalSeconds, new() { { TelemetryNames.TokenKind, isOpaque ? "opaque" : "jwt" }, { TelemetryNames.Reason, RecordedName.Of(reason) } });
    }

    /// <param name="issuer">The owner of the keys, as named in the options. A name from a token would be its sender's choice.</param>
    /// <param name="isRead">Whether the keys could be read.</param>
    public void CountRefresh(string issuer, bool isRead) =>
        _refreshes.AddQuietly(new() { { TelemetryNames.Issuer, issuer }, { TelemetryNames.Outcome, isRead ? "ok" : "failed" } });
}
