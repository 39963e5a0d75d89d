using System.Security.Claims;
using System.Text.Json.Nodes;
using McpGuard.Authority.Clients;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace McpGuard.Authority.Tokens;

/// <summary>Decides what goes into a token: the user, the agent that acts for the user, the resource and the scopes.</summary>
internal sealed class TokenRequestHandler(AuthorityOptions options, ClientDirectory clients, Grants grants, SingleUse singleUse) :
    IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        var client = clients.Find(context.Request.ClientId)!;
        if (context.Request.IsTokenExchangeGrantType())
            Exchange(context, client);
        else if (!context.Request.IsClientCredentialsGrantType())
            Redeem(context);
        else if (client.IsAgent)
            Issue(context, client, client.Id);
        else
            SignIn(context, client);

        if (context.IsRejected)
            options.Report($"Refused a token to {client.Id}: {context.ErrorDescription}");

        return ValueTask.CompletedTask;
    }

    // The hint stands for the sign-in in a browser.
    private void SignIn(HandleTokenRequestContext context, Client client)
    {
        if (clients.IsUser(context.Request.LoginHint))
            Issue(context, client, context.Request.LoginHint!, Identities.AuthenticatedAt(options.Time.GetUtcNow()));
        else
            context.Reject(Errors.InvalidGrant, "Name the user who is signed in, such as login_hint=alice.");
    }

    private void Exchange(HandleTokenRequestContext context, Client client)
    {
        var person = context.SubjectTokenPrincipal!;
        var subject = person.GetClaim(Claims.Subject);
        if (context.ActorTokenPrincipal is { } actor && actor.GetClaim(Claims.Subject) != client.Id)
            context.Reject(Errors.InvalidGrant, "The actor token is another client's.");
        else if (!client.IsAgent)
            context.Reject(Errors.UnauthorizedClient, "Only agents act for users.");
        else if (!clients.IsUser(subject))
            context.Reject(Errors.InvalidGrant, "The subject token is not a user's.");
        else if (!IsSignIn(person) && context.Request.GetScopes().Except(person.GetScopes()).FirstOrDefault() is { } more)
            context.Reject(Errors.InvalidScope, $"The subject token does not have the scope {more}.");
        else
            Issue(context, client, subject!, person.FindFirst(Claims.AuthenticationTime), ActOf(client, person));
    }

    // A token for a resource passes on its own scopes at most. One from a sign-in is for this authority, and has no scopes.
    private bool IsSignIn(ClaimsPrincipal person) => person.GetAudiences() is [var audience] && audience == options.Issuer;

    private void Issue(HandleTokenRequestContext context, Client client, string subject, Claim? authenticated = null, JsonObject? act = null)
    {
        var scopes = context.Request.GetScopes();
        if (grants.ScopeProblem(client, scopes) is { } scopeProblem)
        {
            context.Reject(Errors.InvalidScope, scopeProblem);
            return;
        }

        // RFC 9068 requires an audience. A token for the authority itself is only good as a subject token or an actor token.
        var resource = options.Issuer;
        var isForResource = act is not null || scopes.Length > 0 || !context.Request.GetResources().IsEmpty;
        if (isForResource && grants.ResourceProblem(context.Request.GetResources(), out resource) is { } resourceProblem)
        {
            context.Reject(Errors.InvalidTarget, resourceProblem);
            return;
        }

        options.Report($"Issued a token of {subject}{(act is null ? "" : $" through {client.Id}")} for {resource} with {Words(scopes)}.");
        context.SignIn(Identities.New(subject, resource, scopes, [client.Id, .. options.Agents], authenticated, act));
    }

    private void Redeem(HandleTokenRequestContext context)
    {
        var principal = (context.AuthorizationCodePrincipal ?? context.RefreshTokenPrincipal)!;
        if (!singleUse.TryUse(principal))
        {
            context.Reject(Errors.InvalidGrant, "The code or the refresh token was used before.");
        }
        else if (context.Request.GetResources().Except(principal.GetResources()).Any())
        {
            context.Reject(Errors.InvalidTarget, "The user signed in for another resource.");
        }
        else
        {
            if (context.Request.IsRefreshTokenGrantType() && context.Request.GetScopes() is { IsEmpty: false } fewer)
                principal.SetScopes(fewer);

            options.Report($"Issued a token of {principal.GetClaim(Claims.Subject)} to {context.Request.ClientId} with {Words(principal.GetScopes())}.");
            context.SignIn(principal);
        }
    }

    private static string Words(IReadOnlyCollection<string> scopes) => scopes.Count == 0 ? "no scopes" : string.Join(' ', scopes);

    // RFC 8693 section 4.1: the current actor is outermost, and contains the prior ones.
    private static JsonObject ActOf(Client client, ClaimsPrincipal subject)
    {
        var act = new JsonObject { ["sub"] = client.Id };
        if (subject.GetClaim(Identities.Act) is { } prior)
            act[Identities.Act] = JsonNode.Parse(prior);

        return act;
    }
}
