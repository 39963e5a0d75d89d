using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>
/// A revocation at one issuer: of a token, of everything of a subject, session, client or actor, or, if none of these is set, of
/// everything. A line of a revocation file is a JSON object with these members in <c>snake_case</c>.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Revocation
{
    /// <summary>The issuer (<c>iss</c>) of the revoked tokens. Required.</summary>
    public required string Issuer { get; init; }

    /// <summary>A token's identifier (<c>jti</c>). Default: none.</summary>
    public string? TokenId { get; init; }

    /// <summary>A subject (<c>sub</c>): every token on its authority. Default: none.</summary>
    public string? Subject { get; init; }

    /// <summary>A session (<c>sid</c>): every token of that sign-in. Default: none.</summary>
    public string? SessionId { get; init; }

    /// <summary>A client (<c>client_id</c>): every token that was issued to it. Default: none.</summary>
    public string? ClientId { get; init; }

    /// <summary>An actor (<c>act.sub</c>, under the token's own issuer): every token with this actor in its chain. Default: none.</summary>
    public string? Actor { get; init; }

    /// <summary>Only tokens that were issued at this time or before are revoked; a new sign-in gives a valid token. Default: all tokens.</summary>
    public DateTimeOffset? IssuedBefore { get; init; }

    /// <summary>The time after which the entry may be forgotten. Tokens are short-lived, so most entries can be. Default: never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>A comment for readers of the file. It has no effect.</summary>
    public string? Comment { get; init; }

    /// <summary>The key of the revocation, or null if it names several things or has no issuer.</summary>
    internal RevocationKey? Key
    {
        get
        {
            RevocationKey[] named = [.. Named()];
            return (named, string.IsNullOrWhiteSpace(Issuer)) switch
            {
                (_, true) => null,
                ([], _) => RevocationKey.Of(RevocationKind.Issuer, Issuer, ""),
                ([{ Name.Length: > 0 } only], _) => only,
                _ => null,
            };
        }
    }

    private IEnumerable<RevocationKey> Named()
    {
        if (TokenId is not null)
            yield return RevocationKey.Of(RevocationKind.Token, Issuer, TokenId);
        if (Subject is not null)
            yield return RevocationKey.Of(RevocationKind.Subject, Issuer, Subject);
        if (SessionId is not null)
            yield return RevocationKey.Of(RevocationKind.Session, Issuer, SessionId);
        if (ClientId is not null)
            yield return RevocationKey.Of(RevocationKind.Client, Issuer, ClientId);
        if (Actor is not null)
            yield return RevocationKey.Of(RevocationKind.Actor, Issuer, Actor);
    }
}
