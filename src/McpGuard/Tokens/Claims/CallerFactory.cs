namespace McpGuard;

/// <summary>Makes the caller from verified claims.</summary>
internal sealed class CallerFactory(TokenReference reference)
{
    public DelegatedCaller Create(string token, string issuer, TokenClaims claims, IssuerRules rules, string? algorithm = null, string? keyId = null)
    {
        var isClientTheActor = claims.Actor is null && rules.IsClientTheActor;
        return new DelegatedCaller
        {
            Issuer = issuer,
            Subject = claims.Subject,
            Person = claims.Person,
            Actor = isClientTheActor ? new Actor(claims.ClientId) : claims.Actor,
            ActorSource = isClientTheActor ? ActorSource.ClientId : ActorSource.Act,
            ClientId = claims.ClientId,
            SessionId = claims.SessionId,
            Scopes = claims.Scopes,
            Groups = claims.Groups,
            Roles = claims.Roles,
            AuthenticationContext = claims.AuthenticationContext,
            AuthenticatedAt = claims.AuthenticatedAt,
            Claims = claims.All,
            AdditionalClaims = rules.AdditionalClaims,
            TokenId = claims.TokenId ?? reference.Of(token),
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
