namespace McpGuard;

/// <summary>One issuer as its options have it now: its rules, its keys, and whom to ask about opaque tokens.</summary>
internal sealed class TrustedIssuer(IssuerOptions options, IssuerRules rules, SigningKeys keys, TokenIntrospector? introspector)
{
    private volatile bool _isRetired;

    /// <summary>The issuer identifier as the options spell it.</summary>
    public string Name { get; } = options.Issuer!;

    public IssuerRules Rules { get; } = rules;

    public SigningKeys Keys { get; } = keys;

    public TokenIntrospector? Introspector { get; } = introspector;

    /// <summary>Whether its options have changed since: what was verified under them is not remembered.</summary>
    public bool IsRetired => _isRetired;

    public void Retire() => _isRetired = true;
}
