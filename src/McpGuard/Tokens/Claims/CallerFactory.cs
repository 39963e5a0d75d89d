namespace McpGuard;

/// <summary>Makes the caller from verified claims.</summary>
internal sealed class CallerFactory(TokenReference reference)
{
    public DelegatedCaller Create(string token, string issuer, TokenClaims claims, IssuerRules rules, string? algorithm = null, string? keyId = null)
    {
        var isClientTheActor = claims.Actor is null && rules.IsClientTheActor;
        var route = rules.Gateway?.RouteOf(claims.All);
        var id = claims.TokenId ?? reference.Of(token);
        return new DelegatedCaller
        {
            Issuer = issuer,
            Subject = claims.Subject,
            Person = claims.Person,
            Actor = isClientTheActor ? new Actor(claims.ClientId) : claims.Actor,
            ActorSource = isClientTheActor ? ActorSource.ClientId : ActorSource.Act,
            ClientId = claims.ClientId,
            SessionId = claims.SessionId,
            Scopes = Array.Exists(rules.ScopeClaims, name => claims.All.TryGetProperty(name, out _))
                ? claims.Scopes
                : rules.LocalScopes.Of(claims.Groups, route),
            Tenant = rules.Gateway?.TenantOf(claims.All),
            Route = route,
            Gateways = rules.Gateway is null
                ? []
                :
                [
                    new AuditGateway(
                        claims.ClientId,
                        AuditGatewayProof.Signature,
                        issuer,
                        AuditText.Bounded(keyId),
                        AuditText.Bounded(claims.SessionId),
                        AuditText.Bounded(id)),
                ],
            Groups = claims.Groups,
            Roles = claims.Roles,
            AuthenticationContext = claims.AuthenticationContext,
            AuthenticatedAt = claims.AuthenticatedAt,
            Claims = claims.All,
            AdditionalClaims = rules.AdditionalClaims,
            TokenId = id,
            TokenAlgorithm = algorithm,
            TokenKeyId = keyId,
            Audiences = claims.Audiences,
            AudienceCount = claims.Audiences.Length,
            IssuedAt = claims.IssuedAt,
            ExpiresAt = claims.ExpiresAt,
            AcceptedUntil = claims.ExpiresAt + rules.ClockSkew,
        };
    }
}
