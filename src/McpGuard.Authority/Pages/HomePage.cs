using Microsoft.AspNetCore.Http;

namespace McpGuard.Authority.Pages;

/// <summary>Says what runs here.</summary>
internal static class HomePage
{
    public static Task WriteAsync(HttpContext http, AuthorityOptions options) => Page.WriteAsync(http, "Development authority", $"""
        <dl>
        <dt>Issuer, for McpGuard:Authority</dt><dd><code>{Page.Text(options.Issuer)}</code></dd>
        <dt>Resources</dt><dd>{List(options.Resources)}</dd>
        <dt>Scopes</dt><dd>{List(options.Scopes)}{(options.HoldToRegisteredScopes ? ", and each client only those that it registered" : "")}</dd>
        <dt>Agents</dt><dd>{List(options.Agents)}</dd>
        <dt>Metadata</dt><dd><a href="/.well-known/oauth-authorization-server">/.well-known/oauth-authorization-server</a></dd>
        </dl>
        """);

    private static string List(IReadOnlyList<string> words) => words.Count == 0 ? "any" : Page.Text(string.Join(", ", words));
}
