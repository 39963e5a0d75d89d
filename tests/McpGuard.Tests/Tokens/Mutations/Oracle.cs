using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using McpGuard.Testing;

namespace McpGuard.Tests.Tokens.Mutations;

/// <summary>Reads an accepted token once more, in the plainest way: it must be signed, and say what the guard took it to say.</summary>
internal static class Oracle
{
    /// <summary>Says what is wrong with the acceptance, or null.</summary>
    public static string? Contradict(string token, DelegatedCaller caller, Func<byte[], byte[], bool> isSigned, TestAuthority authority, DateTimeOffset now)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || !isSigned(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2])))
            return "It is not signed by the authority.";

        using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        if (Text(header.RootElement, "alg") != "ES256" || Text(header.RootElement, "typ")!.ToUpperInvariant() is not ("AT+JWT" or "APPLICATION/AT+JWT"))
            return "It is not an access token.";

        var root = claims.RootElement;
        if (Text(root, "iss") != authority.Issuer || caller.Issuer != authority.Issuer)
            return "It is from another issuer.";
        if (!Texts(root.GetProperty("aud")).Contains(ValidatorHarness.Resource))
            return "It is for another resource.";
        if ((Text(root, "sub"), Text(root, "client_id"), Text(root, "jti"), Text(root, "sid")) != (
                caller.Subject, caller.ClientId, caller.TokenId, caller.SessionId))
            return "It names somebody else.";
        if (Scopes(root).Distinct().SequenceEqual(caller.Scopes) is false)
            return "It grants other scopes.";
        if (!SameActors(root, caller.Actor))
            return "It names other actors.";
        if (root.TryGetProperty("cnf", out _))
            return "It is bound to a key.";

        return HasTimes(root, caller, now) ? null : "Its times do not fit.";
    }

    private static bool SameActors(JsonElement claims, Actor? actor)
    {
        if (!claims.TryGetProperty("act", out var act) || act.ValueKind == JsonValueKind.Null)
            return actor is null;

        return actor is not null && (Text(act, "sub"), Text(act, "iss")) == (actor.Subject, actor.Issuer) && SameActors(act, actor.Prior);
    }

    private static bool HasTimes(JsonElement claims, DelegatedCaller caller, DateTimeOffset now)
    {
        var (issued, ends) = (claims.GetProperty("iat").GetDouble(), claims.GetProperty("exp").GetDouble());
        var seconds = now.ToUnixTimeSeconds();
        var begins = claims.TryGetProperty("nbf", out var notBefore) ? notBefore.GetDouble() : 0;
        return Math.Abs(caller.ExpiresAt.ToUnixTimeMilliseconds() - (ends * 1000)) < 2 &&
            ends > seconds - 30 && issued <= seconds + 30 && begins <= seconds + 30 && ends - issued <= 900;
    }

    private static string[] Scopes(JsonElement json) => json.TryGetProperty("scope", out var scope) && scope.ValueKind == JsonValueKind.Array
        ? [.. scope.EnumerateArray().Select(each => each.GetString()!)]
        : (Text(json, "scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string?[] Texts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(text => text.GetString())] : [value.GetString()];
}
