using McpGuard.Authority.Clients;
using McpGuard.Authority.Pages;
using McpGuard.Authority.Tokens;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace McpGuard.Authority;

/// <summary>The sign-in in a browser: a page, and the user's decision. The server library has checked the request before.</summary>
internal sealed class AuthorizationEndpoint(AuthorityOptions options, ClientDirectory clients, Grants grants)
{
    public const string Path = "/authorize";

    // A client does not need these to use a resource: refresh tokens come with its registration.
    private static readonly string[] _ofProtocol = [Scopes.OfflineAccess, Scopes.OpenId];

    public async Task ShowAsync(HttpContext http)
    {
        if (await ReadOrNoneAsync(http).ConfigureAwait(false) is { } signIn)
            await ConsentPage.WriteAsync(http, signIn.Request, signIn.Client, signIn.Resource, signIn.Scopes).ConfigureAwait(false);
    }

    public async Task DecideAsync(HttpContext http)
    {
        // A page of another origin could send the form in the name of the user.
        if (http.Request.Headers.Origin != options.Issuer)
            await RefuseAsync(http, "The decision must come from the page of this authority.").ConfigureAwait(false);
        else if (await ReadOrNoneAsync(http).ConfigureAwait(false) is { } signIn)
            await DecideAsync(http, signIn).ConfigureAwait(false);
    }

    private async Task DecideAsync(HttpContext http, SignIn signIn)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false);
        var user = form[ConsentPage.User].ToString();
        if (form[ConsentPage.Decision] != ConsentPage.Allow)
        {
            await ReturnErrorAsync(http, Errors.AccessDenied, "The user refused.").ConfigureAwait(false);
        }
        else if (!clients.IsUser(user))
        {
            await RefuseAsync(http, "Name a user, such as alice. A name has no spaces, and no client has it.").ConfigureAwait(false);
        }
        else
        {
            string[] scopes = [.. signIn.Scopes.Intersect(form[ConsentPage.Scope].OfType<string>())];
            var authenticated = Identities.AuthenticatedAt(options.Time.GetUtcNow());
            var principal = Identities.New(user, signIn.Resource, scopes, [signIn.Client.Id, .. options.Agents], authenticated);
            SingleUse.Mark(principal);
            options.Report($"{user} signed in to {signIn.Client.Name ?? signIn.Client.Id} for {signIn.Resource} with {string.Join(' ', scopes)}.");
            await http.SignInAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, principal).ConfigureAwait(false);
        }
    }

    /// <returns>Null if the request was answered with an error.</returns>
    private async Task<SignIn?> ReadOrNoneAsync(HttpContext http)
    {
        if (http.GetOpenIddictServerResponse() is { } error)
        {
            await RefuseAsync(http, error.ErrorDescription ?? error.Error ?? "The request is not valid.").ConfigureAwait(false);
            return null;
        }

        var request = http.GetOpenIddictServerRequest()!;
        var client = clients.Find(request.ClientId)!;
        string[] scopes = [.. request.GetScopes().Except(_ofProtocol)];
        if (request.HasPromptValue(PromptValues.None))
            await ReturnErrorAsync(http, Errors.InteractionRequired, "The user must decide in the browser.").ConfigureAwait(false);
        else if (grants.ScopeProblem(client, scopes) is { } scopeProblem)
            await ReturnErrorAsync(http, Errors.InvalidScope, scopeProblem).ConfigureAwait(false);
        else if (grants.ResourceProblem(request.GetResources(), out var resource) is { } resourceProblem)
            await ReturnErrorAsync(http, Errors.InvalidTarget, resourceProblem).ConfigureAwait(false);
        else
            return new(request, client, resource, scopes);

        return null;
    }

    private Task RefuseAsync(HttpContext http, string why)
    {
        options.Report($"Refused a sign-in: {why}");
        return Page.WriteAsync(http, "The sign-in is not possible", $"<p>{Page.Text(why)}</p>", StatusCodes.Status400BadRequest);
    }

    private Task ReturnErrorAsync(HttpContext http, string error, string why)
    {
        options.Report($"Refused a sign-in: {why}");
        return http.ForbidAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = why,
        }));
    }

    private sealed record SignIn(OpenIddictRequest Request, Client Client, string Resource, IReadOnlyList<string> Scopes);
}
