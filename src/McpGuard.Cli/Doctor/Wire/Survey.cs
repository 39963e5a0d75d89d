namespace McpGuard.Cli.Doctor;

/// <summary>What was seen of a server and its authorization server.</summary>
/// <param name="Url">The address as the user typed it.</param>
internal sealed record Survey(string Url)
{
    public Uri Address { get; } = new(Url);

    /// <summary>The first message of a client that has no token.</summary>
    public required WireAnswer Anonymous { get; init; }

    /// <summary>The list of tools without a token, asked for only if the first message was served.</summary>
    public WireAnswer? AnonymousList { get; init; }

    /// <summary>The first message with a token that is none.</summary>
    public required WireAnswer WithBadToken { get; init; }

    /// <summary>The address that the challenge names is asked only if it belongs to the server.</summary>
    public required PlacedDocument NamedMetadata { get; init; }

    public required PlacedDocument PathMetadata { get; init; }

    public required PlacedDocument RootMetadata { get; init; }

    public required BrowserAnswers Browser { get; init; }

    public AuthorizationServer? AuthorizationServer { get; init; }

    public RegistrationAnswer? Registration { get; init; }

    public TokenAnswers? WithToken { get; init; }

    /// <summary>The time that a client needs before it can send its user to the authorization server.</summary>
    public TimeSpan DiscoveryTime => Anonymous.Duration + (NamedMetadata.Answer ?? PathMetadata.Answer)!.Duration
        + (AuthorizationServer?.Places.Aggregate(TimeSpan.Zero, (sum, place) => sum + (place.Answer?.Duration ?? TimeSpan.Zero)) ?? TimeSpan.Zero);

    public Challenge? Challenge => Challenge.Of(Anonymous);

    /// <summary>The document that a client reads: the named one, else that of the path, else that of the root.</summary>
    public PlacedDocument? Metadata => new[] { NamedMetadata, PathMetadata, RootMetadata }.FirstOrDefault(place => place.Document is not null);

    public IReadOnlyList<string> Issuers => (Metadata?.Document).Strings("authorization_servers") ?? [];

    public IReadOnlyList<string> MetadataScopes => (Metadata?.Document).Strings("scopes_supported") ?? [];

    /// <summary>The scopes of the first sign-in.</summary>
    public IReadOnlyList<string> FirstScopes => Challenge is { Scopes: { Count: > 0 } scopes } ? scopes : MetadataScopes;
}
