using System.Collections.Frozen;

namespace McpGuard;

/// <summary>
/// The issuers that are believed about a fact in a token: groups and roles, a tenant, a sign-in, a risk, a device. Another trusted issuer
/// may use the same words with another meaning.
/// </summary>
internal sealed class FactIssuers(IEnumerable<string> issuers)
{
    private readonly FrozenSet<string> _issuers = issuers.Select(IssuerName.KeyOf).ToFrozenSet(StringComparer.Ordinal);

    /// <returns>The issuer that applies if none is named, or null if several are trusted and none is the default.</returns>
    public static FactIssuers? Default(McpGuardOptions options) => TrustedIssuers.Default(options) is { } issuer ? new([issuer]) : null;

    /// <summary>Whether the facts in a caller's token count.</summary>
    public bool VouchFor(DelegatedCaller caller) => _issuers.Contains(IssuerName.KeyOf(caller.Issuer));

    /// <summary>The meaning of a name without an issuer: one principal for each of these issuers.</summary>
    public IEnumerable<Principal> Name(string name) => _issuers.Select(issuer => new Principal(issuer, name));

    public override string ToString() => string.Join(" or ", _issuers.Order(StringComparer.Ordinal));
}
