using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>Reads an issuer's own metadata, and the keys that it refers to.</summary>
internal sealed class MetadataSource(ConfiguredIssuer configured, Backchannel backchannel, ILogger logger) : IKeySource
{
    private readonly string _issuer = configured.Options.Issuer!;

    private volatile IssuerMetadata? _last;

    /// <summary>The metadata that was read last, or null.</summary>
    public IssuerMetadata? Last => _last;

    public KeyOrigin Origin { get; } = new(
        configured.Options.Issuer!,
        string.Join(" or ", WellKnownAddresses(configured.Options.Issuer!)),
        $"{configured.IdentifierSetting}, or {configured.Setting("Keys")}");

    public async Task<SigningKeySet> ReadAsync(CancellationToken cancellationToken)
    {
        var (metadata, address) = await FindAsync("jwks_uri", metadata => metadata.JwksUri, cancellationToken).ConfigureAwait(false);
        return new SigningKeySet(metadata.Issuer, JwksSource.Parse(await backchannel.GetAsync(address, cancellationToken).ConfigureAwait(false)));
    }

    /// <exception cref="InvalidOperationException">There is no metadata, or it must not be used.</exception>
    public async Task<Uri> FindIntrospectionEndpointAsync(CancellationToken cancellationToken) =>
        (await FindAsync("introspection_endpoint", metadata => metadata.IntrospectionEndpoint, cancellationToken).ConfigureAwait(false)).Address;

    // An issuer may have another or an incomplete document at one of the addresses. An unusable document does not end the search.
    private async Task<(IssuerMetadata Metadata, Uri Address)> FindAsync(string member, Func<IssuerMetadata, string?> read, CancellationToken cancellationToken)
    {
        Exception? first = null;
        foreach (var address in WellKnownAddresses(_issuer))
        {
            try
            {
                var metadata = IssuerMetadata.Parse(await backchannel.GetAsync(address, cancellationToken).ConfigureAwait(false))
                    ?? throw new InvalidOperationException($"There is no metadata at {address}.");

                // RFC 8414 section 3.3: metadata of another issuer must not be used. A slash at the very end leads to the same document, so
                // it is ignored here; tokens must spell the issuer exactly as the metadata does.
                if (IssuerName.KeyOf(metadata.Issuer) != IssuerName.KeyOf(_issuer))
                    throw new InvalidOperationException($"The metadata at {address} names another issuer, '{AuditText.Unverified(metadata.Issuer)}'.");

                _last = metadata;
                if (!Uri.TryCreate(read(metadata), UriKind.Absolute, out var found) || !SecureUri.IsAcceptable(found, configured.Options.AllowHttp))
                    throw new InvalidOperationException($"The {member} of the metadata at {address} is missing or not an https address.");

                if (metadata.Issuer != _issuer)
                    Quietly.Run(() => Log.AuthoritySpelledDifferently(logger, metadata.Issuer, configured.IdentifierSetting, _issuer));

                return (metadata, found);
            }
            catch (Exception exception) when (exception is HttpRequestException or InvalidOperationException)
            {
                // The first answer is more helpful than a later one from an address without a document.
                first = first is null or HttpRequestException { StatusCode: not null } ? exception : first;
            }
        }

        throw new InvalidOperationException($"The issuer {_issuer} has no usable metadata: {first?.Message ?? "its name is not an address."}", first);
    }

    // RFC 8414 section 3.1 puts the well-known part before the path, OpenID Connect Discovery section 4 after it.
    // A gateway may have any name.
    private static IEnumerable<Uri> WellKnownAddresses(string name)
    {
        if (!Uri.TryCreate(name, UriKind.Absolute, out var issuer) || issuer.Scheme is not ("https" or "http"))
            yield break;

        var path = issuer.AbsolutePath.TrimEnd('/');
        yield return new Uri(issuer, $"/.well-known/oauth-authorization-server{path}");
        yield return new Uri(issuer, $"{path}/.well-known/openid-configuration");
    }
}
