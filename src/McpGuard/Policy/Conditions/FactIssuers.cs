using System.Collections.Frozen;

namespace McpGuard;

/// <summary>
/// The issuers whose word counts on a fact that a token asserts: on groups and roles, a tenant, a sign-in, a risk, a device.
/// Another trusted issuer may write the same words into its tokens, and means somebody else by them.
/// </summary>
internal sealed class FactIssuers(IEnumerable<string> issuers)
{
    private readonly FrozenSet<string> _issuers = issuers.Select(IssuerName.KeyOf).ToFrozenSet(StringComparer.Ordinal);

    /// <returns>The one issuer that is meant where none is named, or null if several are trusted and none is the default.</returns>
    public static FactIssuers? Default(McpGuardOptions options) => TrustedIssuers.Default(options) is { } issuer ? new([issuer]) : null;

    /// <summary>Whether what a caller's token says counts.</summary>
    public bool VouchFor(DelegatedCaller caller) => _issuers.Contains(IssuerName.KeyOf(caller.Issuer));

    /// <summary>What a name without its issuer means: one principal for each of these issuers.</summary>
    public IEnumerable<Principal> Name(string name) => _issuers.Select(issuer => new Principal(issuer, name));

    public override string ToString() => string.Join(" or ", _issuers.Order(StringComparer.Ordinal));
}
