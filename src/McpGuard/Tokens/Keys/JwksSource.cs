using Microsoft.IdentityModel.Tokens;

namespace McpGuard;

/// <summary>Reads a JSON Web Key Set that the options name: by its address, as a file, or as it stands.</summary>
internal sealed class JwksSource(string issuer, KeyOptions keys, Backchannel backchannel) : IKeySource
{
    public async Task<SigningKeySet> ReadAsync(CancellationToken cancellationToken) =>
        new(issuer, Parse(await ReadTextAsync(cancellationToken)));

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

    /// <exception cref="IOException">The file cannot be read, or is too large.</exception>
    public static string ReadFile(string path) => BoundedFile.ReadText(path, Backchannel.MaxAnswerBytes);

    private async Task<string> ReadTextAsync(CancellationToken cancellationToken)
    {
        if (keys.Jwks is { } jwks)
            return jwks;
        if (keys.File is { } path)
            return ReadFile(path);

        return await backchannel.GetAsync(new Uri(keys.Uri!), cancellationToken);
    }
}
