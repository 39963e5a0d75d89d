using McpGuard.Authority.Clients;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace McpGuard.Authority.Pages;

/// <summary>Asks the user who signs in, and what the client may do.</summary>
internal static class ConsentPage
{
    public const string User = "mcpguard_user";
    public const string Scope = "mcpguard_scope";
    public const string Decision = "mcpguard_decision";
    public const string Allow = "allow";

    private const string DefaultUser = "alice";

    // What a client sends beyond these is not sent on.
    private static readonly string[] _parameters =
    [
        Parameters.ClientId, Parameters.RedirectUri, Parameters.ResponseType, Parameters.Scope, Parameters.State, Parameters.CodeChallenge,
        Parameters.CodeChallengeMethod, Parameters.Nonce, Parameters.Resource,
    ];

    public static Task WriteAsync(HttpContext http, OpenIddictRequest request, Client client, string resource, IEnumerable<string> scopes) =>
        Page.WriteAsync(http, $"{client.Name ?? client.Id} asks for access", $"""
            <dl>
            <dt>Client</dt><dd>{Page.Text(client.Id)} ({Page.Text(client.Source)}; its name is unverified)</dd>
            <dt>Answer goes to</dt><dd>{Page.Text(request.RedirectUri)}</dd>
            <dt>Server</dt><dd>{Page.Text(resource)}</dd>
            </dl>
            <form method="post" action="{AuthorizationEndpoint.Path}">
            {string.Concat(_parameters.SelectMany(name => Hidden(http, name)))}
            <label>Sign in as <input name="{User}" value="{Page.Text(request.LoginHint ?? DefaultUser)}" required></label>
            <fieldset><legend>Scopes</legend>
            {string.Concat(scopes.Select(Box))}
            </fieldset>
            <button name="{Decision}" value="{Allow}">Allow</button>
            <button name="{Decision}" value="refuse">Refuse</button>
            </form>
            """);

    private static IEnumerable<string> Hidden(HttpContext http, string name) =>
        http.Request.Query[name].Select(value => $"""<input type="hidden" name="{name}" value="{Page.Text(value)}">""");

    private static string Box(string scope) =>
        $"""<label><input type="checkbox" name="{Scope}" value="{Page.Text(scope)}" checked> {Page.Text(scope)}</label>""";
}
