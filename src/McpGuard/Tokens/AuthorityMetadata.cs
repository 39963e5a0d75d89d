using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace McpGuard;

/// <summary>Reads the issuer and keys of the authority from its published metadata.</summary>
internal sealed class AuthorityMetadata(IOptions<McpGuardOptions> options, IHttpClientFactory clients, ILogger<AuthorityMetadata> logger)
{
    /// <exception cref="HttpRequestException">The keys could not be had.</exception>
    /// <exception cref="InvalidOperationException">There is no metadata, or it must not be used.</exception>
    public async Task<SigningKeySet> ReadKeysAsync(CancellationToken cancellationToken)
    {
        var authority = new Uri(options.Value.Authority!);
        using var client = clients.CreateClient(McpGuardDefaults.BackchannelClient);

        var metadata = await ReadMetadataAsync(client, authority, cancellationToken);
        if (metadata.Issuer != options.Value.Authority)
            Log.AuthoritySpelledDifferently(logger, metadata.Issuer, options.Value.Authority!);

        if (!Uri.TryCreate(metadata.JwksUri, UriKind.Absolute, out var keysUri) || !SecureUri.IsAcceptable(keysUri))
            throw new InvalidOperationException("The authority's jwks_uri is missing or not https.");

        var keys = JsonWebKeySet.Create(await client.GetStringAsync(keysUri, cancellationToken));
        return new SigningKeySet(metadata.Issuer, keys);
    }

    private async Task<OpenIdConnectConfiguration> ReadMetadataAsync(HttpClient client, Uri authority, CancellationToken cancellationToken)
    {
        Exception? first = null;
        foreach (var address in WellKnownAddresses(authority))
        {
            try
            {
                var metadata = OpenIdConnectConfiguration.Create(await client.GetStringAsync(address, cancellationToken));

                // RFC 8414 section 3.3: whoever answers for another issuer must not be used. A slash at the very end
                // makes no other document, so it alone is no difference here; tokens must spell it as the metadata does.
                if (metadata.Issuer?.TrimEnd('/') != options.Value.Authority!.TrimEnd('/'))
                    throw new InvalidOperationException("The authority's metadata names another issuer.");

                return metadata;
            }
            catch (Exception exception) when (exception is HttpRequestException or JsonException or ArgumentException)
            {
                // Nothing there, or a page for people.
                first ??= exception;
            }
        }

        throw new InvalidOperationException("The authority has no metadata that could be read.", first);
    }

    // RFC 8414 section 3.1 puts the well-known part before the path, OpenID Connect Discovery section 4 behind it.
    private static IEnumerable<Uri> WellKnownAddresses(Uri authority)
    {
        var path = authority.AbsolutePath.TrimEnd('/');
        yield return new Uri(authority, $"/.well-known/oauth-authorization-server{path}");
        yield return new Uri(authority, $"{path}/.well-known/openid-configuration");
    }
}
