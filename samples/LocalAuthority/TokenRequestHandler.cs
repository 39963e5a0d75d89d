using System.Security.Claims;
using System.Text.Json.Nodes;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace LocalAuthority;

/// <summary>Says what goes into a token: for whom, through whom, for which resource, with which scopes.</summary>
internal sealed class TokenRequestHandler(LocalAuthorityOptions options) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    private const string Act = "act";

    public ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        var client = context.Request.ClientId!;
        if (context.Request.IsTokenExchangeGrantType())
            Exchange(context, client);
        else if (client == DevelopmentClients.ChatApp)
            SignIn(context, client);
        else
            Issue(context, client, client, DevelopmentClients.AgentScopes, person: null);

        return ValueTask.CompletedTask;
    }

    // The hint stands in for the interactive sign-in. The token is good for nothing but an exchange by an agent.
    private void SignIn(HandleTokenRequestContext context, string client)
    {
        if (DevelopmentUsers.ScopesOf(context.Request.LoginHint) is null)
        {
            context.Reject(Errors.InvalidGrant, "Name the user who is signed in: login_hint=alice, bob or carol.");
            return;
        }

        var identity = NewIdentity(context.Request.LoginHint!);
        identity.SetPresenters([client, .. DevelopmentClients.Agents]);
        identity.SetResources(options.Issuer);
        identity.SetClaim(Claims.AuthenticationTime, options.Time.GetUtcNow().ToUnixTimeSeconds());
        SignIn(context, identity);
    }

    private void Exchange(HandleTokenRequestContext context, string client)
    {
        var subject = context.SubjectTokenPrincipal!.GetClaim(Claims.Subject);
        if (context.ActorTokenPrincipal is { } actor && actor.GetClaim(Claims.Subject) != client)
            context.Reject(Errors.InvalidGrant, "The actor token is another client's.");
        else if (!DevelopmentClients.Agents.Contains(client))
            context.Reject(Errors.UnauthorizedClient, "Only agents act for people.");
        else if (DevelopmentUsers.ScopesOf(subject) is not { } allowed)
            context.Reject(Errors.InvalidGrant, "The subject token is not a user's.");
        else if (context.Request.GetResources().IsEmpty)
            context.Reject(Errors.InvalidTarget, "Name the resource that the token is for.");
        else
            Issue(context, client, subject!, PassedOn(allowed, context.SubjectTokenPrincipal!), context.SubjectTokenPrincipal);
    }

    // Who acts already can pass on what it may do, and no more.
    private static string[] PassedOn(string[] allowed, ClaimsPrincipal subject) =>
        subject.GetClaim(Act) is null ? allowed : [.. allowed.Intersect(subject.GetScopes())];

    private void Issue(HandleTokenRequestContext context, string client, string subject, string[] allowed, ClaimsPrincipal? person)
    {
        var scopes = context.Request.GetScopes();
        if (scopes.Except(allowed).FirstOrDefault() is { } refused)
        {
            context.Reject(Errors.InvalidScope, $"{subject} may not have the scope {refused}.");
            return;
        }

        var identity = NewIdentity(subject);
        identity.SetPresenters([client, .. DevelopmentClients.Agents]);
        identity.SetScopes(scopes);

        // RFC 9068 wants an audience in every token. One for no resource is good as an actor token only.
        identity.SetResources(context.Request.GetResources() is { IsEmpty: false } resources ? resources : [options.Issuer]);
        if (person is not null)
        {
            identity.SetClaim(Act, ActOf(client, person));
            identity.AddClaim(person.FindFirst(Claims.AuthenticationTime)!.Clone());
        }

        SignIn(context, identity);
    }

    private static void SignIn(HandleTokenRequestContext context, ClaimsIdentity identity)
    {
        identity.SetDestinations(static _ => [Destinations.AccessToken]);
        context.SignIn(new ClaimsPrincipal(identity));
    }

    // RFC 8693 section 4.1: the current actor is outermost, who acted before stands inside.
    private static JsonObject ActOf(string client, ClaimsPrincipal subject)
    {
        var act = new JsonObject { ["sub"] = client };
        if (subject.GetClaim(Act) is { } prior)
            act["act"] = JsonNode.Parse(prior);

        return act;
    }

    private static ClaimsIdentity NewIdentity(string subject)
    {
        var identity = new ClaimsIdentity("LocalAuthority", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, subject);
        return identity;
    }
}
