using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>
/// One thing that is revoked at one issuer: a token, everything of a subject, a session, a client or an actor, or, if none of
/// these is named, everything. As a line of a revocation file it is a JSON object with these members in <c>snake_case</c>.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Revocation
{
    /// <summary>The issuer (<c>iss</c>) whose tokens it is about.</summary>
    public required string Issuer { get; init; }

    /// <summary>A token's identifier (<c>jti</c>).</summary>
    public string? TokenId { get; init; }

    /// <summary>A subject (<c>sub</c>): every token on its authority.</summary>
    public string? Subject { get; init; }

    /// <summary>A session (<c>sid</c>): every token of that sign-in.</summary>
    public string? SessionId { get; init; }

    /// <summary>A client (<c>client_id</c>): every token that was issued to it.</summary>
    public string? ClientId { get; init; }

    /// <summary>An actor (<c>act.sub</c>, under the token's own issuer): every token in whose chain it appears.</summary>
    public string? Actor { get; init; }

    /// <summary>
    /// Only tokens that were issued at this time or before are revoked; a new sign-in mends it. Default: all tokens.
    /// </summary>
    public DateTimeOffset? IssuedBefore { get; init; }

    /// <summary>When the entry may be forgotten. Tokens are short-lived, so most entries need not live long. Default: never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Why, for whoever reads the file. It decides nothing.</summary>
    public string? Comment { get; init; }

    /// <summary>What is named, or null if it is not exactly one thing, or everything of the issuer.</summary>
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
