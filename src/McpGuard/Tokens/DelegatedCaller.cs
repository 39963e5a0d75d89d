using System.Text.Json;

namespace McpGuard;

/// <summary>
/// The content of a verified access token: the subject, the actor and client, the scopes, and the times. A tool, prompt or resource method
/// can take it as a parameter.
/// </summary>
public sealed class DelegatedCaller
{
    /// <summary>The issuer of the token (<c>iss</c>).</summary>
    public required string Issuer { get; init; }

    /// <summary>The subject whose authority the caller uses (<c>sub</c>). It identifies a principal only together with <see cref="Issuer"/>.</summary>
    public required string Subject { get; init; }

    /// <summary>
    /// The claim that names the subject at all applications of the issuer, or null if the token has none. Some issuers write another
    /// <c>sub</c> for each application.
    /// </summary>
    public string? Person { get; init; }

    /// <summary>The actor that acts for the subject (<c>act</c>, RFC 8693 section 4.1), or null if there is none.</summary>
    public Actor? Actor { get; init; }

    /// <summary>The source of <see cref="Actor"/>.</summary>
    public ActorSource ActorSource { get; init; }

    /// <summary>The OAuth client to which the token was issued (<c>client_id</c>).</summary>
    public required string ClientId { get; init; }

    /// <summary>The tenant that a gateway names, such as a team, or null. It is not an actor.</summary>
    public string? Tenant { get; init; }

    /// <summary>The sign-in session at the issuer (<c>sid</c>), or null if the token has none.</summary>
    public string? SessionId { get; init; }

    /// <summary>The granted scopes (<c>scope</c>).</summary>
    public required ScopeSet Scopes
    {
        get;
        init
        {
            // In JSON this can only be null, so a caller never results from JSON that a client sends.
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    }

    /// <summary>The groups of the subject, from the claim that the issuer's options name. Default: none.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The roles of the subject, from the claim that the issuer's options name. Default: none.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The strength of the sign-in (<c>acr</c>, RFC 9470 section 4), or null if the token has none.</summary>
    public string? AuthenticationContext { get; init; }

    /// <summary>The time of the sign-in (<c>auth_time</c>), or null if the token has none.</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>The token's identifier (<c>jti</c>), or a keyed hash of a token without one. It identifies the token in records; it is not a secret.</summary>
    public required string TokenId { get; init; }

    /// <summary>The number of audiences of the token (<c>aud</c>). Each of them could use the token elsewhere.</summary>
    public int AudienceCount { get; init; } = 1;

    /// <summary>The audiences of the token (<c>aud</c>).</summary>
    internal IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>The time of issue (<c>iat</c>), or null if the issuer may omit it and did.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>The expiry of the token (<c>exp</c>), without clock skew.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The time until which the token is accepted: its expiry plus the clock skew of its issuer.</summary>
    internal DateTimeOffset AcceptedUntil
    {
        get => field == default ? ExpiresAt : field;
        init;
    }

    /// <summary>The use for which a gateway issued the token; null if the token does not say.</summary>
    internal CallRoute? Route { get; init; }

    /// <summary>The gateways through which the token came, the nearest first.</summary>
    internal AuditGateway[] Gateways { get; init; } = [];

    /// <summary>The caller of the second token in the request, or null. If it ends, this one ends too.</summary>
    internal DelegatedCaller? Beside { get; init; }

    /// <summary>The algorithm of the token's signature; null for an opaque token.</summary>
    internal string? TokenAlgorithm { get; init; }

    /// <summary>The key id of the token's signature.</summary>
    internal string? TokenKeyId { get; init; }

    /// <summary>The caller's <see cref="CallerKey"/>, made once for all calls with its token.</summary>
    internal string Key => field ??= CallerKey.Make(this);

    /// <summary>All verified claims of the token, as a JSON object; undefined if there are none in addition to those above.</summary>
    public JsonElement Claims { internal get; init; }

    /// <summary>The names of those claims that the principal has in addition to the usual ones.</summary>
    internal IReadOnlyList<string> AdditionalClaims { get; init; } = [];

    /// <summary>Finds a verified claim by its exact name.</summary>
    /// <param name="name">The claim's name.</param>
    /// <param name="value">Its value, if the token has it.</param>
    /// <returns>Whether the token has the claim.</returns>
    public bool TryGetClaim(string name, out JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(name);

        value = default;
        return Claims.ValueKind == JsonValueKind.Object && Claims.TryGetProperty(name, out value);
    }

    internal bool HasExpired(DateTimeOffset now) => AcceptedUntil <= now || Beside?.HasExpired(now) is true;

    /// <summary>Subject and actor, for human readers.</summary>
    /// <returns>For example <c>alice via agent-1</c>.</returns>
    public override string ToString() => Actor is null ? Subject : $"{Subject} via {Actor.Subject}";
}
