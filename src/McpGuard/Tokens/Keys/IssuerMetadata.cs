using System.Text.Json;

namespace McpGuard;

/// <summary>The members of an issuer's metadata that the guard needs (RFC 8414 section 2). All other members are ignored.</summary>
internal sealed record IssuerMetadata(string Issuer, string? JwksUri, string? IntrospectionEndpoint)
{
    /// <summary>The scopes that the issuer lists, or null if it lists none.</summary>
    public string[]? Scopes { get; private init; }

    /// <summary>Whether users can sign in there, and not only programs.</summary>
    public bool SignsUsersIn { get; private init; }

    /// <summary>Whether it lists S256, without which MCP clients do not start a sign-in.</summary>
    public bool HasS256 { get; private init; }

    /// <returns>The metadata, or null if the text is not metadata.</returns>
    public static IssuerMetadata? Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object && ParsedJwt.TextOf(json.RootElement, "issuer") is { Length: > 0 } issuer
                ? new(issuer, ParsedJwt.TextOf(json.RootElement, "jwks_uri"), ParsedJwt.TextOf(json.RootElement, "introspection_endpoint"))
                {
                    Scopes = Texts(json.RootElement, "scopes_supported"),
                    SignsUsersIn = ParsedJwt.TextOf(json.RootElement, "authorization_endpoint") is not null,
                    HasS256 = Texts(json.RootElement, "code_challenge_methods_supported")?.Contains("S256") is true,
                }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string[]? Texts(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Where(text => text.ValueKind == JsonValueKind.String).Select(text => text.GetString()!)]
        : null;
}
