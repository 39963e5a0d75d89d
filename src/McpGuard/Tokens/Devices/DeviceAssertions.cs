using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>
/// The verifiers of device assertions. They survive a reload of the policy: their keys stay as long as their options stay the same. A
/// verifier that no policy uses is forgotten.
/// </summary>
internal sealed class DeviceAssertions(
    IHttpClientFactory clients, GuardState state, TimeProvider time, ILogger<DeviceVerifier> logger, TokenMetrics? metrics = null)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, WeakReference<DeviceVerifier>> _verifiers = new(StringComparer.Ordinal);

    /// <summary>How many verifiers are known.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _verifiers.Count;
        }
    }

    /// <returns>The verifier for the options, or null if they do not fully describe a gateway.</returns>
    public DeviceVerifier? Find(McpGuardOptions options) =>
        options.DeviceAssertion is { } assertion && !DeviceAssertionProblems.Find("", assertion).Any()
            ? FindOrCreate(Fingerprint(assertion, options), assertion, options)
            : null;

    private DeviceVerifier FindOrCreate(string fingerprint, DeviceAssertionOptions assertion, McpGuardOptions options)
    {
        lock (_lock)
        {
            if (_verifiers.TryGetValue(fingerprint, out var known) && known.TryGetTarget(out var verifier))
                return verifier;

            foreach (var (unused, _) in _verifiers.Where(entry => !entry.Value.TryGetTarget(out _)).ToArray())
                _verifiers.Remove(unused);

            verifier = Create(assertion, options);
            _verifiers[fingerprint] = new(verifier);
            return verifier;
        }
    }

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
