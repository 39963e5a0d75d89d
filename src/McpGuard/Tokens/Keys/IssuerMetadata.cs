using System.Text.Json;

namespace McpGuard;

/// <summary>What of an issuer's metadata is needed (RFC 8414 section 2). Whatever else is in it may be of any kind.</summary>
internal sealed record IssuerMetadata(string Issuer, string? JwksUri, string? IntrospectionEndpoint)
{
    /// <returns>The metadata, or null if the text is something else.</returns>
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
