using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>Makes an issuer from its options.</summary>
internal sealed class TrustedIssuerFactory(
    IHttpClientFactory clients, CallerFactory callers, KeyChanges changes, TokenMetrics metrics, TimeProvider time, ILogger<TrustedIssuer> logger)
{
    public TrustedIssuer Create(ConfiguredIssuer configured, McpGuardOptions options)
    {
        var issuer = configured.Options;
        var backchannel = new Backchannel(issuer, clients);
        var metadata = new MetadataSource(configured, backchannel, logger);
        var rules = new IssuerRules(configured, options);
        return new TrustedIssuer(
            configured,
            rules,
            new SigningKeys(
                issuer.Keys.IsPublished ? metadata : new JwksSource(issuer.Issuer!, issuer.Keys, configured.Setting("Keys"), backchannel),
                issuer.Keys,
                time,
                logger,
                changes,
                isRead => metrics.CountRefresh(issuer.Issuer!, isRead)),
            metadata,
            issuer.Introspection is null ? null : new TokenIntrospector(configured, rules, metadata, backchannel, callers, time, logger),
            new LifetimeWarning(issuer.Issuer!, logger));
    }
}
