using System.Security.Claims;
using System.Text.Json.Nodes;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace McpGuard.Authority.Tokens;

/// <summary>Makes the identities that tokens are issued for.</summary>
internal static class Identities
{
    public const string Act = "act";

    public static ClaimsPrincipal New(
        string subject, string resource, IEnumerable<string> scopes, IEnumerable<string> presenters, Claim? authenticated = null, JsonObject? act = null)
    {
        var identity = new ClaimsIdentity("development", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, subject);
        identity.SetResources(resource);
        identity.SetScopes(scopes);
        identity.SetPresenters(presenters);
        if (authenticated is not null)
            identity.AddClaim(authenticated.Clone());
        if (act is not null)
            identity.SetClaim(Act, act);

        identity.SetDestinations(static _ => [Destinations.AccessToken]);
        return new ClaimsPrincipal(identity);
    }

    public static Claim AuthenticatedAt(DateTimeOffset time) =>
        new(Claims.AuthenticationTime, $"{time.ToUnixTimeSeconds()}", ClaimValueTypes.Integer64);
}
