using System.Buffers.Text;
using System.IO.Compression;
using System.Text.Json;

namespace McpGuard.Tests.Tokens.Gateways;

/// <summary>The tokens that Pomerium and LiteLLM sent to a server behind them, recorded from the running products.</summary>
internal static class GatewayRecordings
{
    /// <summary>A recorded token.</summary>
    internal sealed record Token(string Recording, JsonElement Jwks, string Case, string Header, string Value)
    {
        public JsonElement Claims => Part(1);

        public bool IsPomerium => Header == "x-pomerium-jwt-assertion";

        public bool IsLiteLlm => Header == "authorization" && KeyIds.Contains(KeyId) && Recording.StartsWith("litellm", StringComparison.Ordinal);

        public string? Text(string claim) => Claims.TryGetProperty(claim, out var value) ? value.GetString() : null;

        private string? KeyId => Part(0).TryGetProperty("kid", out var kid) ? kid.GetString() : null;

        private IEnumerable<string?> KeyIds => Jwks.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString());

        private JsonElement Part(int at) => JsonElement.Parse(Base64Url.DecodeFromChars(Value.Split('.')[at]));
    }

    public static Token[] All { get; } = Read();

    /// <summary>Judges a token where it stood, at its time, by a server that trusts its gateway under exactly these names.</summary>
    public static async Task<TokenResult> JudgeAsync(
        Token token, string? issuer = null, string? audience = null, string? header = null, Action<IssuerOptions>? configure = null)
    {
        using var guard = new ValidatorHarness(issuer: options =>
        {
            options.Profile = token.IsPomerium ? IssuerProfile.Pomerium : IssuerProfile.LiteLlm;
            options.Issuer = issuer ?? token.Text("iss");
            options.Audiences.Add(audience ?? token.Text("aud")!);
            options.Keys.Jwks = token.Jwks.GetRawText();
            options.Gateway = new GatewayOptions { Client = "gateway" };
            configure?.Invoke(options);
        });
        guard.Time.SetUtcNow(DateTimeOffset.FromUnixTimeSeconds(token.Claims.GetProperty("iat").GetInt64()));
        var presented = new PresentedToken(token.Value) { Header = header ?? (token.IsPomerium ? "X-Pomerium-Jwt-Assertion" : null) };
        return await guard.Validator.ValidateAsync(presented, CancellationToken.None);
    }

    private static Token[] Read()
    {
        using var file = new GZipStream(
            File.OpenRead(SourceTree.PathOf("tests/McpGuard.Tests/Tokens/Gateways/recordings.json.gz")), CompressionMode.Decompress);
        using var json = JsonDocument.Parse(file);
        return
        [
            .. from recording in json.RootElement.EnumerateArray()
               from token in recording.GetProperty("tokens").EnumerateArray()
               select new Token(
                   recording.GetProperty("recording").GetString()!, recording.GetProperty("jwks").Clone(), token.GetProperty("case").GetString()!,
                   token.GetProperty("header").GetString()!, token.GetProperty("token").GetString()!),
        ];
    }
}
