using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>The verifiers of device assertions. They survive a reload of the policy: their keys stay as long as their options stay the same.</summary>
internal sealed class DeviceAssertions(
    IHttpClientFactory clients, GuardState state, TimeProvider time, ILogger<DeviceVerifier> logger, TokenMetrics? metrics = null)
{
    private readonly ConcurrentDictionary<string, DeviceVerifier> _verifiers = new(StringComparer.Ordinal);

    /// <returns>The verifier for the options, or null if they do not fully describe a gateway.</returns>
    public DeviceVerifier? Find(McpGuardOptions options) =>
        options.DeviceAssertion is { } assertion && !DeviceAssertionProblems.Find("", assertion).Any()
            ? _verifiers.GetOrAdd(Fingerprint(assertion, options), _ => Create(assertion, options))
            : null;

    private DeviceVerifier Create(DeviceAssertionOptions assertion, McpGuardOptions options)
    {
        var mayAsk = new IssuerOptions();
        if (assertion.Keys.Uri is { } uri)
            mayAsk.AllowedHosts.Add(new Uri(uri).Host);

        var source = new JwksSource(
            assertion.Issuer!, assertion.Keys, $"{McpGuardDefaults.ConfigurationSection}:DeviceAssertion:Keys", new Backchannel(mayAsk, clients));
        return new DeviceVerifier(
            assertion,
            options,
            new SigningKeys(source, assertion.Keys, time, logger, refreshed: isRead => metrics?.CountRefresh(assertion.Issuer!, isRead)),
            state,
            time);
    }

    private static string Fingerprint(DeviceAssertionOptions assertion, McpGuardOptions options) =>
        $"{JsonSerializer.Serialize(assertion, IssuerJson.Default.DeviceAssertionOptions)} {options.Resource} {options.ClockSkew} {options.MaxTokenLifetime}";
}
