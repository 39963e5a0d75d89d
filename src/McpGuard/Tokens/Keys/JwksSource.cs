using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace McpGuard;

/// <summary>Reads a JSON Web Key Set from the options: by address, from a file, or inline.</summary>
internal sealed class JwksSource(string issuer, KeyOptions keys, string setting, Backchannel backchannel) : IKeySource
{
    private const int MaxKeys = 100;

    public KeyOrigin Origin { get; } = keys switch
    {
        { Jwks: not null } => new(issuer, "the configuration", $"{setting}:Jwks"),
        { File: { } file } => new(issuer, file, $"{setting}:File"),
        _ => new(issuer, new Uri(keys.Uri!).GetLeftPart(UriPartial.Path), $"{setting}:Uri"),
    };

    public async Task<SigningKeySet> ReadAsync(CancellationToken cancellationToken) =>
        new(issuer, Parse(await ReadTextAsync(cancellationToken).ConfigureAwait(false)));

    /// <returns>The keys of the set that could verify a token (RFC 7517 section 5).</returns>
    /// <exception cref="InvalidOperationException">The text is not a key set.</exception>
    public static JsonWebKeySet Parse(string text)
    {
        const string Problem = "This is not a JSON Web Key Set.";
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("keys", out var keys) ||
                keys.ValueKind != JsonValueKind.Array)
                throw new InvalidOperationException(Problem);

            var set = new JsonWebKeySet();
            foreach (var key in keys.EnumerateArray().Select(PublishedKey.Read).OfType<JsonWebKey>().Take(MaxKeys))
                set.Keys.Add(key);

            return set;
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException(Problem, exception);
        }
    }

    /// <exception cref="IOException">The file cannot be read, is too large, or does not answer.</exception>
    public static string ReadFile(string path) => BoundedFile.ReadTextInTime(path, Backchannel.MaxAnswerBytes);

    private async Task<string> ReadTextAsync(CancellationToken cancellationToken)
    {
        if (keys.Jwks is { } jwks)
            return jwks;
        if (keys.File is { } path)
            return await TimeLimitedFile.Of(path).AskAsync(static path => BoundedFile.ReadText(path, Backchannel.MaxAnswerBytes), cancellationToken)
                .ConfigureAwait(false);

        return await backchannel.GetAsync(new Uri(keys.Uri!), cancellationToken).ConfigureAwait(false);
    }
}
