using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace McpGuard.Authority.Pages;

/// <summary>A page of the authority. It runs no script and loads nothing, and no other page can frame it.</summary>
internal static class Page
{
    private const string Style = """
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; color: #1c1c1c; background: #fff }
        .development { background: #b00020; color: #fff; padding: .75rem 1rem; font-weight: 600 }
        dt { font-weight: 600 } dd { margin: 0 0 .5rem; overflow-wrap: anywhere } fieldset { margin: 1rem 0 } label { display: block }
        code { overflow-wrap: anywhere } button { font: inherit; padding: .4rem 1.2rem; margin-right: .5rem }
        """;

    // Without a referrer a browser would send the form without its origin.
    private static readonly string _policy =
        $"default-src 'none'; style-src 'sha256-{Digest(Style)}'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>Writes a page with this content, which is HTML.</summary>
    public static Task WriteAsync(HttpContext http, string title, string content, int status = StatusCodes.Status200OK)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = _policy;
        response.Headers.XFrameOptions = "DENY";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-store";
        return response.WriteAsync($"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>{Text(title)} - for development only</title><style>{Style}</style></head>
            <body>
            <p class="development">This authority is for development only. It asks for no password, and every program of this machine can use it.</p>
            <h1>{Text(title)}</h1>
            {content}
            </body>
            </html>
            """);
    }

    /// <returns>Text as HTML.</returns>
    public static string Text(string? text) => HtmlEncoder.Default.Encode(text ?? "");

    private static string Digest(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
