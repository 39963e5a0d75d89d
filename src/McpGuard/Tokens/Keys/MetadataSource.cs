using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace McpGuard;

/// <summary>Reads an issuer's own metadata, and the keys that it points to.</summary>
internal sealed class MetadataSource(IssuerOptions issuer, Backchannel backchannel, ILogger logger) : IKeySource
{
    public async Task<SigningKeySet> ReadAsync(CancellationToken cancellationToken)
    {
        var metadata = await ReadMetadataAsync(cancellationToken);
        if (metadata.Issuer != issuer.Issuer)
            Log.AuthoritySpelledDifferently(logger, metadata.Issuer, issuer.Issuer!);

        if (!Uri.TryCreate(metadata.JwksUri, UriKind.Absolute, out var keysUri))
            throw new InvalidOperationException("The issuer's jwks_uri is missing or no address.");

        return new SigningKeySet(metadata.Issuer, JwksSource.Parse(await backchannel.GetAsync(keysUri, cancellationToken)));
    }

    /// <exception cref="InvalidOperationException">There is no metadata, or it must not be used.</exception>
    public async Task<OpenIdConnectConfiguration> ReadMetadataAsync(CancellationToken cancellationToken)
    {
        Exception? first = null;
        foreach (var address in WellKnownAddresses(new Uri(issuer.Issuer!)))
        {
            try
            {
                var metadata = OpenIdConnectConfiguration.Create(await backchannel.GetAsync(address, cancellationToken));

                // RFC 8414 section 3.3: whoever answers for another issuer must not be used. A slash at the very end
                // makes no other document, so it alone is no difference here; tokens must spell it as the metadata does.
                if (metadata.Issuer?.TrimEnd('/') != issuer.Issuer!.TrimEnd('/'))
                    throw new InvalidOperationException("The issuer's metadata names another issuer.");

                return metadata;
            }
            catch (Exception exception) when (exception is HttpRequestException or System.Text.Json.JsonException or ArgumentException)
            {
                // Nothing there, or a page for people.
                first ??= exception;
            }
        }

        throw new InvalidOperationException("The issuer has no metadata that could be read.", first);
    }

    // RFC 8414 section 3.1 puts the well-known part before the path, OpenID Connect Discovery section 4 behind it.
    private static IEnumerable<Uri> WellKnownAddresses(Uri issuer)
    {
        var path = issuer.AbsolutePath.TrimEnd('/');
        yield return new Uri(issuer, $"/.well-known/oauth-authorization-server{path}");
        yield return new Uri(issuer, $"{path}/.well-known/openid-configuration");
    }
}
