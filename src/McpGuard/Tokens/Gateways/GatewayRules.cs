using System.Text.Json;

namespace McpGuard;

/// <summary>The rules for the tokens of one gateway, in addition to those for the tokens of every issuer.</summary>
internal sealed class GatewayRules(ConfiguredIssuer issuer, GatewayDialect dialect)
{
    private static readonly string[] _headerMembers = ["alg", "kid", "typ"];
    private static readonly string[] _times = ["iat", "exp", "nbf"];

    private readonly GatewayOptions _options = issuer.Options.Gateway ?? new();
    private readonly ClaimPath? _tenant = (issuer.Options.Gateway?.TenantClaim ?? dialect.Tenant) is { } claim ? new ClaimPath(claim) : null;

    /// <summary>Whether the tokens carry those of another gateway, which say who calls.</summary>
    public bool IsCarrier { get; init; }

    /// <summary>The client of all tokens.</summary>
    public string Client => _options.Client!;

    /// <summary>Whether the token's type must be <c>JWT</c> exactly.</summary>
    public bool IsExact => dialect.IsExact;

    /// <summary>Checks the header of a token.</summary>
    public TokenFault? CheckHeader(JsonElement header)
    {
        if (!dialect.IsExact)
            return null;
        if (!header.TryGetProperty("kid", out _))
            return Wrong(ReasonCode.TokenMalformed, "header.kid", "a text", "no such parameter", "Profile");

        return header.EnumerateObject().Select(member => member.Name).Except(_headerMembers, StringComparer.Ordinal).FirstOrDefault() is { } other
            ? Wrong(ReasonCode.TokenMalformed, $"header.{other}", $"no parameters but {string.Join(", ", _headerMembers)}", "a value", "Profile")
            : null;
    }

    /// <summary>Checks the claims of a token.</summary>
    public TokenFault? Check(JsonElement claims) =>
        CheckSubject(claims) ?? CheckRequired(claims) ?? (dialect.IsExact ? CheckForms(claims) : null) ?? CheckRoute(claims);

    /// <summary>The tenant that the gateway names, or null.</summary>
    public string? TenantOf(JsonElement claims) =>
        _tenant?.In(claims) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 and <= TokenLimits.StringLength } tenant
            ? tenant
            : null;

    /// <summary>The use for which the gateway issued a token; null if its tokens do not say.</summary>
    public CallRoute? RouteOf(JsonElement claims) => dialect.NamesTool ? CallRoute.Read(Text(claims, "scope")!) : null;

    /// <summary>Whether a subject stands for no user.</summary>
    public bool IsStandIn(string subject) => IsAny(dialect.StandIns, subject) || IsAny(_options.StandInSubjects, subject);

    private TokenFault? CheckRequired(JsonElement claims)
    {
        foreach (var name in dialect.Required.Concat(dialect.RequiredTimes))
        {
            if (!claims.TryGetProperty(name, out var value))
                return Wrong(ReasonCode.ClaimMissing, name, "a value", "no such claim", "Profile");
            if (!dialect.RequiredTimes.Contains(name) && Text(claims, name) is null)
                return Wrong(ReasonCode.ClaimInvalid, name, "a text that is not empty", TokenFault.Kind(value), "Profile");
        }

        return null;
    }

    private TokenFault? CheckForms(JsonElement claims)
    {
        foreach (var name in _times)
        {
            if (claims.TryGetProperty(name, out var time) && !(time.ValueKind == JsonValueKind.Number && time.TryGetInt64(out _)))
                return Wrong(ReasonCode.ClaimInvalid, name, "a whole number of seconds since 1970", TokenFault.Kind(time), "Profile");
        }

        if (claims.TryGetProperty("aud", out var audience) && audience.ValueKind != JsonValueKind.String)
            return Wrong(ReasonCode.ClaimInvalid, "aud", "one text", TokenFault.Kind(audience), "Profile");
        return claims.TryGetProperty("groups", out var groups) && groups.ValueKind != JsonValueKind.Array
            ? Wrong(ReasonCode.ClaimInvalid, "groups", "a list of texts", TokenFault.Kind(groups), "Profile")
            : null;
    }

    private TokenFault? CheckSubject(JsonElement claims)
    {
        if (Text(claims, "sub") is not { } subject)
            return claims.TryGetProperty("sub", out var value)
                ? Wrong(ReasonCode.ClaimInvalid, "sub", "a text that is not empty: the gateway knows no user", TokenFault.Kind(value), "Profile")
                : null;

        return !IsCarrier && IsAny(dialect.StandIns, subject) && !IsAny(_options.StandInSubjects, subject)
            ? Wrong(ReasonCode.ClaimInvalid, "sub", "the name of a user: this one stands for none", subject, "Gateway:StandInSubjects")
            : null;
    }

    private TokenFault? CheckRoute(JsonElement claims) => dialect.NamesTool && CallRoute.Read(Text(claims, "scope")!) is null
        ? Wrong(ReasonCode.ClaimInvalid, "scope", CallRoute.Forms, Text(claims, "scope")!, "Profile")
        : null;

    private TokenFault Wrong(ReasonCode reason, string part, string expected, string found, string setting) =>
        new(reason) { Part = part, Expected = expected, Found = found, Setting = issuer.Setting(setting) };

    private static bool IsAny(IEnumerable<string> patterns, string subject) => patterns.Any(pattern =>
        pattern.EndsWith('*') ? subject.StartsWith(pattern[..^1], StringComparison.Ordinal) : subject == pattern);

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
