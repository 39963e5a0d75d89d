namespace McpGuard;

/// <summary>One issuer with its present options: its rules, its keys, and its introspection.</summary>
internal sealed class TrustedIssuer(
    ConfiguredIssuer configured, IssuerRules rules, SigningKeys keys, MetadataSource metadata, TokenIntrospector? introspector, LifetimeWarning lifetimes)
{
    private volatile bool _isRetired;

    /// <summary>The issuer identifier exactly as in the options.</summary>
    public string Name { get; } = configured.Options.Issuer!;

    /// <summary>The setting that names it.</summary>
    public string Setting => configured.IdentifierSetting;

    /// <summary>Whether its tokens cannot do without its keys. An issuer that is asked about its tokens may publish none.</summary>
    public bool NeedsKeys => configured.Options is not { Introspection.Endpoint: not null, Keys.IsPublished: true };

    /// <summary>Its metadata, if it has been read.</summary>
    public IssuerMetadata? Metadata => metadata.Last;

    public LifetimeWarning Lifetimes { get; } = lifetimes;

    /// <summary>Whether clients can get tokens for this server from it. They cannot get a gateway's, or those of Google's service accounts.</summary>
    public bool IsAuthorizationServer => Rules is { Gateway: null, HasStrangers: false };

    public IssuerRules Rules { get; } = rules;

    public SigningKeys Keys { get; } = keys;

    public TokenIntrospector? Introspector { get; } = introspector;

    /// <summary>Whether its options have changed since. Tokens that were verified under the old options are not cached.</summary>
    public bool IsRetired => _isRetired;

    public void Retire() => _isRetired = true;
}
