using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// The issuers whose tokens are accepted, by name. Each has its own keys, which are never tried with another issuer's token (RFC 8725
/// section 3.8). An issuer whose options change is replaced; the others keep their keys.
/// </summary>
internal sealed class TrustedIssuers
{
    private sealed record Entry(string Fingerprint, TrustedIssuer Issuer);

    private readonly TrustedIssuerFactory _factory;
    private volatile FrozenDictionary<string, Entry> _byName = FrozenDictionary<string, Entry>.Empty;
    private volatile TrustedIssuer[] _inOrder = [];

    public TrustedIssuers(IOptions<McpGuardOptions> options, TrustedIssuerFactory factory)
    {
        _factory = factory;
        Apply(options.Value);
    }

    /// <summary>Raised for each issuer that a change of the options adds or replaces, after it is in force.</summary>
    public event Action<TrustedIssuer>? Added;

    /// <summary>All issuers in the order of the options. A client that may choose takes the first.</summary>
    public IReadOnlyList<TrustedIssuer> All => _inOrder;

    /// <summary>The one issuer that can be asked about opaque tokens, or null.</summary>
    public TrustedIssuer? ForOpaqueTokens => Array.Find(_inOrder, issuer => issuer.Introspector is not null);

    /// <summary>Finds the issuer that a token names, ignoring slashes at the end. Its keys tell whether the spelling is exact.</summary>
    public TrustedIssuer? Find(string issuer) => _byName.TryGetValue(IssuerName.KeyOf(issuer), out var entry) ? entry.Issuer : null;

    /// <summary>The issuer of a name without one: the default, or the only one. Null if several are trusted.</summary>
    public static string? Default(McpGuardOptions options) =>
        options.DefaultIssuer ?? (ConfiguredIssuer.Of(options).Take(2).ToArray() is [var issuer] ? issuer.Options.Issuer : null);

    /// <summary>Applies changed options.</summary>
    public void Apply(McpGuardOptions options)
    {
        var before = _byName;
        var now = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var issuer in ConfiguredIssuer.Of(options))
        {
            var (fingerprint, key) = (Fingerprint(issuer, options), IssuerName.KeyOf(issuer.Options.Issuer!));
            now.Add(
                key,
                before.TryGetValue(key, out var last) && last.Fingerprint == fingerprint ? last : new Entry(fingerprint, _factory.Create(issuer, options)));
        }

        _byName = now.ToFrozenDictionary(StringComparer.Ordinal);
        _inOrder = [.. now.Values.Select(entry => entry.Issuer)];
        foreach (var entry in before.Values.Except(now.Values))
            entry.Issuer.Retire();
        foreach (var entry in now.Values.Except(before.Values))
            Added?.Invoke(entry.Issuer);
    }

    // All options that its rules depend on.
    private static string Fingerprint(ConfiguredIssuer issuer, McpGuardOptions options) =>
        $"{issuer.Name} {JsonSerializer.Serialize(issuer.Options, IssuerJson.Default.IssuerOptions)} {options.Resource} {options.ClockSkew} " +
            $"{options.MaxTokenLifetime} {options.RequireSoleAudience} {IssuerPart.Of(issuer, options)}";
}
