using System.Text.Json;

namespace McpGuard;

/// <summary>
/// The claims of an access token, or of an introspection answer, read with their exact types (RFC 7519 section 4.1,
/// RFC 9068 section 2.2, RFC 7662 section 2.2).
/// </summary>
internal sealed class TokenClaims
{
    public required string? Issuer { get; init; }

    public required string Subject { get; init; }

    /// <summary>The name of the subject at all applications of the issuer, or null.</summary>
    public required string? Person { get; init; }

    public required string ClientId { get; init; }

    /// <summary>The token's identifier, or null if the issuer's tokens may omit it.</summary>
    public required string? TokenId { get; init; }

    public required string? SessionId { get; init; }

    public required string[] Audiences { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The time of issue, or null if the issuer's tokens may omit it.</summary>
    public required DateTimeOffset? IssuedAt { get; init; }

    public required DateTimeOffset? NotBefore { get; init; }

    public required ScopeSet Scopes { get; init; }

    public required Actor? Actor { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    public required string? AuthenticationContext { get; init; }

    public required DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>All claims, for conditions that name a claim.</summary>
    public required JsonElement All { get; init; }

    public required bool IsSenderConstrained { get; init; }

    public static TokenFault? Read(JsonElement json, IssuerRules rules, out TokenClaims? claims)
    {
        var reader = new ClaimReader(json, rules);
        var read = new TokenClaims
        {
            Issuer = reader.Text("iss"),
            Subject = reader.RequiredText(rules.SubjectClaims),
            Person = reader.TextOrNone(rules.PersonClaims),
            ClientId = ClientIdOf(ref reader, rules),
            TokenId = rules.IsTokenIdOptional ? reader.Text(rules.TokenIdClaims) : reader.RequiredText(rules.TokenIdClaims),
            SessionId = reader.Text("sid"),
            Audiences = reader.RequiredTexts("aud"),
            ExpiresAt = reader.RequiredTime("exp"),
            IssuedAt = rules.IsIssuedAtOptional ? reader.Time("iat") : reader.RequiredTime("iat"),
            NotBefore = reader.Time("nbf"),
            Scopes = reader.Scopes(rules.ScopeClaims),
            Actor = rules.Gateway is null ? reader.Actor("act") : null,
            Groups = reader.Names(rules.GroupClaims),
            Roles = reader.Names(rules.RoleClaims),
            AuthenticationContext = reader.TextOrNone("acr"),
            AuthenticatedAt = reader.TimeOrNone("auth_time"),
            All = json,
            IsSenderConstrained = IsBound(json),
        };

        claims = reader.Fault is null ? read : null;
        return reader.Fault;
    }

    /// <summary>Whether the token is bound to a key (RFC 7800), or says that it is.</summary>
    public static bool IsBound(JsonElement json) => json.TryGetProperty("cnf", out _) || Says(json, "typ", "DPoP") || Says(json, "token_type", "DPoP");

    private static string ClientIdOf(ref ClaimReader reader, IssuerRules rules)
    {
        if (rules.Gateway is { Client: var client })
            return client;

        return rules.IsSoleAudienceTheClient && reader.Text(rules.ClientIdClaims) is null && reader.RequiredTexts("aud") is [var sole]
            ? sole
            : reader.RequiredText(rules.ClientIdClaims);
    }

    // Keycloak's claim, and the member of an introspection answer (RFC 7662 section 2.2, RFC 9449 section 5).
    private static bool Says(JsonElement json, string name, string text) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String &&
            string.Equals(value.GetString(), text, StringComparison.OrdinalIgnoreCase);
}
