using System.Text.Json;

namespace McpGuard;

/// <summary>
/// The claims of an access token, read with their exact types (RFC 7519 section 4.1, RFC 9068 section 2.2).
/// </summary>
internal sealed class JwtClaims
{
    // 9999-12-31T23:59:59Z, the last second that DateTimeOffset can say
    private const long LastSecond = 253_402_300_799;

    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public required string ClientId { get; init; }

    public required string TokenId { get; init; }

    public required string[] Audiences { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset? NotBefore { get; init; }

    public required ScopeSet Scopes { get; init; }

    public required Actor? Actor { get; init; }

    public required bool IsSenderConstrained { get; init; }

    public static ReasonCode? TryRead(JsonElement json, out JwtClaims? claims)
    {
        claims = null;
        ReasonCode? fault = null;
        var issuer = RequiredText(json, "iss", ref fault);
        var subject = RequiredText(json, "sub", ref fault);
        var clientId = RequiredText(json, "client_id", ref fault);
        var tokenId = RequiredText(json, "jti", ref fault);
        var audiences = RequiredAudiences(json, ref fault);
        var expiresAt = Time(json, "exp", ref fault) ?? Missing(ref fault);
        var issuedAt = Time(json, "iat", ref fault) ?? Missing(ref fault);
        var notBefore = Time(json, "nbf", ref fault);
        var scopes = Scope(json, ref fault);
        var actor = json.TryGetProperty("act", out var act) ? ReadActor(act, 1, ref fault) : null;
        if (fault is not null)
            return fault;

        claims = new JwtClaims
        {
            Issuer = issuer,
            Subject = subject,
            ClientId = clientId,
            TokenId = tokenId,
            Audiences = audiences,
            ExpiresAt = expiresAt,
            IssuedAt = issuedAt,
            NotBefore = notBefore,
            Scopes = scopes,
            Actor = actor,
            IsSenderConstrained = json.TryGetProperty("cnf", out _),
        };
        return null;
    }

    private static string RequiredText(JsonElement json, string name, ref ReasonCode? fault)
    {
        if (!json.TryGetProperty(name, out var value))
            fault ??= ReasonCode.ClaimMissing;
        else if (Text(value) is { } text)
            return text;
        else
            fault ??= ReasonCode.ClaimInvalid;

        return "";
    }

    private static string[] RequiredAudiences(JsonElement json, ref ReasonCode? fault)
    {
        if (!json.TryGetProperty("aud", out var value))
        {
            fault ??= ReasonCode.ClaimMissing;
            return [];
        }

        string?[] audiences = value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(Text)]
            : [Text(value)];
        if (audiences.Length is 0 or > 64 || audiences.Contains(null))
            fault ??= ReasonCode.ClaimInvalid;

        return audiences!;
    }

    private static DateTimeOffset? Time(JsonElement json, string name, ref ReasonCode? fault)
    {
        if (!json.TryGetProperty(name, out var value))
            return null;

        // RFC 7519 section 2: a NumericDate may have a fraction.
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and <= LastSecond)
            return DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));

        fault ??= ReasonCode.ClaimInvalid;
        return DateTimeOffset.UnixEpoch;
    }

    private static DateTimeOffset Missing(ref ReasonCode? fault)
    {
        fault ??= ReasonCode.ClaimMissing;
        return DateTimeOffset.UnixEpoch;
    }

    private static ScopeSet Scope(JsonElement json, ref ReasonCode? fault)
    {
        if (!json.TryGetProperty("scope", out var value))
            return ScopeSet.Empty;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= TokenLimits.StringLength } text)
            return ScopeSet.Parse(text);

        fault ??= ReasonCode.ClaimInvalid;
        return ScopeSet.Empty;
    }

    // The depth is bounded by the JSON depth already; the recursion needs no bound of its own to be safe.
    private static Actor? ReadActor(JsonElement act, int depth, ref ReasonCode? fault)
    {
        if (depth <= TokenLimits.ActorDepth && act.ValueKind == JsonValueKind.Object &&
            act.TryGetProperty("sub", out var sub) && Text(sub) is { } subject)
        {
            string? issuer = null;
            if (!act.TryGetProperty("iss", out var iss) || (issuer = Text(iss)) is not null)
            {
                var prior = act.TryGetProperty("act", out var nested) ? ReadActor(nested, depth + 1, ref fault) : null;
                return new Actor(subject, issuer, prior);
            }
        }

        fault ??= ReasonCode.ClaimInvalid;
        return null;
    }

    private static string? Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= TokenLimits.StringLength } text
            ? text
            : null;
}
