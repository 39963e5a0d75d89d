using System.Text.Json;

namespace McpGuard;

/// <summary>The members of an issuer's metadata that the guard needs (RFC 8414 section 2). All other members are ignored.</summary>
internal sealed record IssuerMetadata(string Issuer, string? JwksUri, string? IntrospectionEndpoint)
{
    /// <returns>The metadata, or null if the text is not metadata.</returns>
    public static IssuerMetadata? Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object && Text(json.RootElement, "issuer") is { Length: > 0 } issuer
                ? new(issuer, Text(json.RootElement, "jwks_uri"), Text(json.RootElement, "introspection_endpoint"))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
