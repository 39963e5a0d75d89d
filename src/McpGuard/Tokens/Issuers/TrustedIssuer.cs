namespace McpGuard;

/// <summary>One issuer with its present options: its rules, its keys, and its introspection.</summary>
internal sealed class TrustedIssuer(IssuerOptions options, IssuerRules rules, SigningKeys keys, TokenIntrospector? introspector)
{
    private volatile bool _isRetired;

    /// <summary>The issuer identifier exactly as in the options.</summary>
    public string Name { get; } = options.Issuer!;

    public IssuerRules Rules { get; } = rules;

    public SigningKeys Keys { get; } = keys;

    public TokenIntrospector? Introspector { get; } = introspector;

    /// <summary>Whether its options have changed since. Tokens that were verified under the old options are not cached.</summary>
    public bool IsRetired => _isRetired;

    public void Retire() => _isRetired = true;
}
