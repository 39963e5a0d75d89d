using System.Text.Json;

namespace McpGuard;

/// <summary>What a refused token says: nobody vouches for any of it, and nothing is decided by it.</summary>
internal sealed record UnverifiedClaims(string? Issuer, string? Subject, string? ClientId, string? TokenId, string? KeyId)
{
    /// <returns>What it says, or null if it cannot be read as a JWT.</returns>
    public static UnverifiedClaims? Of(string token) => JwtForm.TryRead(token, out var form) is null
        ? new(Text(form!.Claims, "iss"), Text(form.Claims, "sub"), Text(form.Claims, "client_id"), Text(form.Claims, "jti"), Text(form.Header, "kid"))
        : null;

    /// <summary>The claims as a record shows them.</summary>
    public AuditClaims ToRecorded() => new()
    {
        Issuer = AuditText.Unverified(Issuer),
        Subject = AuditText.Unverified(Subject),
        ClientId = AuditText.Unverified(ClientId),
        TokenId = AuditText.Unverified(TokenId),
        KeyId = AuditText.Unverified(KeyId),
    };

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
