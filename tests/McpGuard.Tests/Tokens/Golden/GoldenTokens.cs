using System.Buffers.Text;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace McpGuard.Tests.Tokens.Golden;

/// <summary>Reads the recorded tokens, and judges them with the clock at the time of their issue.</summary>
internal static class GoldenTokens
{
    /// <summary>What one product issued, and how it is judged under several settings.</summary>
    internal sealed record Product(string Name, string Resource, string Issuer, JsonElement Jwks, Token[] Tokens, Run[] Runs);

    /// <summary>A recorded token. The introspection answer and the time are there if they were recorded apart from the token.</summary>
    internal sealed record Token(string Name, string Value, JsonElement? Introspection, long? Time)
    {
        public bool IsForOtherUse => Array.Exists(_otherUses, use => Name.Contains(use, StringComparison.OrdinalIgnoreCase));

        public JsonElement? Claims => Value.Split('.') is [_, var claims, _] ? JsonElement.Parse(Base64Url.DecodeFromChars(claims)) : null;

        public DateTimeOffset IssuedAt => DateTimeOffset.FromUnixTimeSeconds(
            Time ?? (Claims is { } claims && claims.TryGetProperty("iat", out var iat) ? iat.GetInt64() : Recorded));

        public string[] Audiences => Claims is { } claims && claims.TryGetProperty("aud", out var audience) ? TextsOf(audience) : [];

        private static string[] TextsOf(JsonElement audience) =>
            audience.ValueKind == JsonValueKind.Array ? [.. audience.EnumerateArray().Select(each => each.GetString()!)] : [audience.GetString()!];
    }

    /// <summary>Settings of an issuer, as the configuration writes them, and the reason for each token.</summary>
    internal sealed record Run(Dictionary<string, string?> Settings, Dictionary<string, string> Expected);

    // For what has no time of its own.
    private const long Recorded = 1795829300;

    private static readonly string[] _otherUses =
        [
            "ID token", "id-token", "the refresh token", "refresh-token", "offline-token", "logout", "userinfo", "initial-access", "registration-access",
            "authorization-response", "jag-itself",
        ];

    public static Product[] All { get; } = Read();

    public static async Task<TokenResult> JudgeAsync(Product product, Token token, IReadOnlyDictionary<string, string?> settings, params string[] audiences)
    {
        using var guard = new ValidatorHarness(
            options => options.Resource = product.Resource,
            _ => new Answering(token.Introspection),
            issuer: issuer =>
            {
                issuer.Issuer = product.Issuer;
                issuer.Keys.Jwks = product.Jwks.GetRawText();
                new ConfigurationBuilder().AddInMemoryCollection(settings).Build().Bind(issuer);
                foreach (var audience in audiences)
                    issuer.Audiences.Add(audience);
            });
        guard.Time.SetUtcNow(token.IssuedAt);
        return await guard.ValidateAsync(token.Value);
    }

    private static Product[] Read()
    {
        using var file = new GZipStream(File.OpenRead(SourceTree.PathOf("tests/McpGuard.Tests/Tokens/Golden/tokens.json.gz")), CompressionMode.Decompress);
        using var json = JsonDocument.Parse(file);
        return [.. json.RootElement.EnumerateArray().Select(product => new Product(
            product.GetProperty("product").GetString()!,
            product.GetProperty("resource").GetString()!,
            product.GetProperty("issuer").GetString()!,
            product.GetProperty("jwks").Clone(),
            [.. product.GetProperty("tokens").EnumerateArray().Select(TokenOf)],
            [.. product.GetProperty("runs").EnumerateArray().Select(run => new Run(
                run.GetProperty("settings").EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetString()),
                run.GetProperty("expected").EnumerateObject().ToDictionary(expected => expected.Name, expected => expected.Value.GetString()!)))]))];
    }

    private static Token TokenOf(JsonElement token) => new(
        token.GetProperty("name").GetString()!,
        token.GetProperty("token").GetString()!,
        token.TryGetProperty("introspection", out var answer) ? answer.Clone() : null,
        token.TryGetProperty("time", out var time) ? time.GetInt64() : null);

    private sealed class Answering(JsonElement? answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(
            answer is { } known ? new HttpResponseMessage { Content = JsonContent.Create(known) } : new HttpResponseMessage(HttpStatusCode.NotFound));
    }
}
