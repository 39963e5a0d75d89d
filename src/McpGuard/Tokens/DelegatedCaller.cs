using System.Text.Json;

namespace McpGuard;

/// <summary>
/// What a verified access token says: on whose authority, through which actor and client, with which scopes, for how long.
/// A tool, prompt or resource method can take it as a parameter.
/// </summary>
public sealed class DelegatedCaller
{
    /// <summary>Who issued the token (<c>iss</c>).</summary>
    public required string Issuer { get; init; }

    /// <summary>
    /// On whose authority the caller acts (<c>sub</c>). It identifies a principal only together with <see cref="Issuer"/>.
    /// </summary>
    public required string Subject { get; init; }

    /// <summary>Who is acting for the subject (<c>act</c>, RFC 8693 section 4.1), or null if nobody is.</summary>
    public Actor? Actor { get; init; }

    /// <summary>Where <see cref="Actor"/> was found.</summary>
    public ActorSource ActorSource { get; init; }

    /// <summary>The OAuth client the token was issued to (<c>client_id</c>).</summary>
    public required string ClientId { get; init; }

    /// <summary>The sign-in session at the issuer (<c>sid</c>), or null if the token names none.</summary>
    public string? SessionId { get; init; }

    /// <summary>The granted scopes (<c>scope</c>).</summary>
    public required ScopeSet Scopes
    {
        get;
        init
        {
            // JSON can say null and nothing else of a set, so no caller ever comes out of JSON that a client sends.
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    }

    /// <summary>The groups that the issuer says the subject is in, by the claim that its options name. Default: none.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The roles that the issuer says the subject has, by the claim that its options name. Default: none.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>How the subject signed in (<c>acr</c>, RFC 9470 section 4), or null if the token does not say.</summary>
    public string? AuthenticationContext { get; init; }

    /// <summary>When the subject signed in (<c>auth_time</c>), or null if the token does not say.</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>
    /// The token's identifier (<c>jti</c>), or a keyed hash of a token that has none. It names the token in records; it is
    /// no secret.
    /// </summary>
    public required string TokenId { get; init; }

    /// <summary>How many audiences the token has (<c>aud</c>): each of them could use it elsewhere.</summary>
    public int AudienceCount { get; init; } = 1;

    /// <summary>When the token was issued (<c>iat</c>), or null if its issuer may leave that out and did.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>When the token ends (<c>exp</c>), without any allowance for clock skew.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Until when the token is accepted: its end, and the clock skew that its issuer is allowed.</summary>
    internal DateTimeOffset AcceptedUntil
    {
        get => field == default ? ExpiresAt : field;
        init;
    }

    /// <summary>The algorithm of the token's signature; null if its issuer was asked instead.</summary>
    internal string? TokenAlgorithm { get; init; }

    /// <summary>The key that the token's signature names.</summary>
    internal string? TokenKeyId { get; init; }

    /// <summary>All verified claims of the token, as a JSON object; undefined if there are none beside those above.</summary>
    internal JsonElement Claims { get; init; }

    /// <summary>Looks for a verified claim by its exact name.</summary>
    /// <param name="name">The claim's name.</param>
    /// <param name="value">Its value, if the token has it.</param>
    /// <returns>Whether the token has the claim.</returns>
    public bool TryGetClaim(string name, out JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(name);

        value = default;
        return Claims.ValueKind == JsonValueKind.Object && Claims.TryGetProperty(name, out value);
    }

    internal bool HasExpired(DateTimeOffset now) => AcceptedUntil <= now;

    /// <summary>Subject and actor, for people to read.</summary>
    /// <returns>For example <c>alice via agent-1</c>.</returns>
    public override string ToString() => Actor is null ? Subject : $"{Subject} via {Actor.Subject}";
}
