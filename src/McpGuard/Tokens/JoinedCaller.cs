namespace McpGuard;

/// <summary>The caller of a request with two credentials: what the one token says, as far and as long as the other confirms it.</summary>
internal static class JoinedCaller
{
    /// <param name="who">The caller of the token that says who calls.</param>
    /// <param name="second">The caller of the second token; null if it proves nothing.</param>
    /// <param name="gateways">The gateways of both, the nearest first.</param>
    public static DelegatedCaller Of(DelegatedCaller who, DelegatedCaller? second, params AuditGateway[] gateways) =>
        Make(who, who.ClientId, who.Tenant, who.Route, second, gateways);

    /// <param name="who">The caller of the token that says who calls.</param>
    /// <param name="carrier">The caller of the token that says through which gateway, and for which tool.</param>
    public static DelegatedCaller Carried(DelegatedCaller who, DelegatedCaller carrier) =>
        Make(who, carrier.ClientId, carrier.Tenant ?? who.Tenant, carrier.Route ?? who.Route, carrier, [.. carrier.Gateways, .. who.Gateways]);

    private static DelegatedCaller Make(
        DelegatedCaller who, string client, string? tenant, CallRoute? route, DelegatedCaller? second, AuditGateway[] gateways) => new()
        {
            Issuer = who.Issuer,
            Subject = who.Subject,
            Person = who.Person,
            Actor = who.Actor,
            ActorSource = who.ActorSource,
            ClientId = client,
            Tenant = tenant,
            SessionId = who.SessionId,
            Scopes = who.Scopes,
            Groups = who.Groups,
            Roles = who.Roles,
            AuthenticationContext = who.AuthenticationContext,
            AuthenticatedAt = who.AuthenticatedAt,
            TokenId = who.TokenId,
            AudienceCount = who.AudienceCount,
            Audiences = who.Audiences,
            IssuedAt = who.IssuedAt,
            ExpiresAt = second is not null && second.ExpiresAt < who.ExpiresAt ? second.ExpiresAt : who.ExpiresAt,
            AcceptedUntil = second is not null && second.AcceptedUntil < who.AcceptedUntil ? second.AcceptedUntil : who.AcceptedUntil,
            Route = route,
            Gateways = gateways,
            Beside = second,
            TokenAlgorithm = who.TokenAlgorithm,
            TokenKeyId = who.TokenKeyId,
            Claims = who.Claims,
            AdditionalClaims = who.AdditionalClaims,
        };
}
