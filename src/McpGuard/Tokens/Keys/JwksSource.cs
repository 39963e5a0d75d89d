using Microsoft.IdentityModel.Tokens;

namespace McpGuard;

/// <summary>Reads a JSON Web Key Set that the options name: by its address, as a file, or as it stands.</summary>
internal sealed class JwksSource(IssuerOptions issuer, Backchannel backchannel) : IKeySource
{
    public async Task<SigningKeySet> ReadAsync(CancellationToken cancellationToken) =>
        new(issuer.Issuer!, Parse(await ReadTextAsync(cancellationToken)));

    /// <exception cref="InvalidOperationException">The text is no key set.</exception>
    public static JsonWebKeySet Parse(string text)
    {
        try
        {
            return JsonWebKeySet.Create(text);
        }
        catch (Exception exception) when (exception is ArgumentException or System.Text.Json.JsonException)
        {
            throw new InvalidOperationException("What should be a JSON Web Key Set is none.", exception);
        }
    }

    private async Task<string> ReadTextAsync(CancellationToken cancellationToken)
    {
        if (issuer.Keys.Jwks is { } jwks)
            return jwks;
        if (issuer.Keys.Uri is { } address)
            return await backchannel.GetAsync(new Uri(address), cancellationToken);

        var file = new FileInfo(issuer.Keys.File!);
        if (file.Length > Backchannel.MaxAnswerBytes)
            throw new InvalidOperationException("The file with the keys is too large.");

        return await File.ReadAllTextAsync(file.FullName, cancellationToken);
    }
}
