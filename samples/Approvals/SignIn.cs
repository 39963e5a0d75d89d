using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using McpGuard;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace Approvals;

/// <summary>The page on which people of the development list sign in.</summary>
internal static class SignIn
{
    public const string Path = "/sign-in";

    private const string AfterSignIn = "/approvals";

    // A browser hashes the text with normalized line ends.
    private static readonly string _style =
        """
        :root { color-scheme: light dark; --line: light-dark(#57606b, #a3acb7); --action: light-dark(#1f5aa8, #8ab8f2); --on-action: light-dark(#fff, #14171b) }
        body { max-width: 22rem; margin: 3rem auto; padding: 0 1rem; background: light-dark(#fff, #14171b) }
        body, input, button { font: 1rem/1.5 system-ui, sans-serif }
        h1 { margin: 0 0 0.5rem; font-size: 1.75rem; line-height: 1.2 }
        label { display: block; margin-top: 1rem }
        input, button { display: block; box-sizing: border-box; width: 100%; min-height: 2.75rem; padding: 0.5rem; border-radius: 4px }
        input { border: 1px solid var(--line) }
        button { margin-top: 1.5rem; border: 0; background: var(--action); color: var(--on-action); font-weight: 600 }
        :focus-visible { outline: 3px solid var(--action); outline-offset: 2px }
        """.ReplaceLineEndings("\n");

    private static readonly string _policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(_style)))}'; " +
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    public static void MapSignIn(this WebApplication app)
    {
        app.MapGet(Path, (HttpContext context, IAntiforgery antiforgery) => Show(context, antiforgery, isWrong: false));
        app.MapPost(Path, SubmitAsync);
    }

    private static async Task<IResult> SubmitAsync(HttpContext context, IAntiforgery antiforgery, IOptions<McpGuardOptions> options)
    {
        // A page of another site must not sign a person in as somebody else.
        if (!context.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(context))
            return Results.BadRequest();

        var form = await context.Request.ReadFormAsync();
        var name = form["name"].ToString();
        if (DevelopmentPeople.GroupsOf(name, form["password"]) is not { } groups)
            return Show(context, antiforgery, isWrong: true);

        // The names that the access tokens of this person have too, so that a person cannot approve their own call.
        Claim[] claims = [new("iss", options.Value.Authority!), new("sub", name), .. groups.Select(group => new Claim("groups", group))];
        await context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme)));
        return Results.LocalRedirect(ReturnPath(context));
    }

    private static IResult Show(HttpContext context, IAntiforgery antiforgery, bool isWrong)
    {
        var tokens = antiforgery.GetAndStoreTokens(context);
        context.Response.Headers.ContentSecurityPolicy = _policy;
        var action = HtmlEncoder.Default.Encode($"{Path}?ReturnUrl={Uri.EscapeDataString(ReturnPath(context))}");
        var page = $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Sign in</title><style>{_style}</style></head>
            <body>
            <main>
            <h1>Sign in</h1>
            <p>Sign in to see and decide requests for approval.</p>
            {(isWrong ? """<p role="alert">The name or the password is wrong.</p>""" : "")}
            <form method="post" action="{action}">
            <input type="hidden" name="{tokens.FormFieldName}" value="{tokens.RequestToken}">
            <label>Name <input name="name" autocomplete="username" required autofocus></label>
            <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
            <button>Sign in</button>
            </form>
            </main>
            </body>
            </html>
            """;
        return Results.Content(page, "text/html; charset=utf-8", statusCode: isWrong ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK);
    }

    // Only a path of this application: a link must not lead through the sign-in to another site.
    private static string ReturnPath(HttpContext context)
    {
        var path = context.Request.Query["ReturnUrl"].ToString();
        return path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\') ? path : AfterSignIn;
    }
}
