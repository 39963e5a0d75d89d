using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace McpGuard;

/// <summary>Writes the answers of the pages. Each forbids scripts, frames, foreign forms, caches and referrers.</summary>
internal static class ApprovalAnswer
{
    private static readonly string _policy =
        $"default-src 'none'; style-src '{PageStyle.Hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>
    /// Whether a person has signed in, and the browser opens a page. The endpoints require the sign-in already; this holds also if the
    /// application allows anonymous requests to them.
    /// </summary>
    public static async ValueTask<bool> IsAdmittedAsync(HttpContext context)
    {
        if (!PageRequest.IsNavigation(context.Request))
        {
            var page = PageHtml.Notice("Not available", "Open this page in the browser. Scripts cannot read it.");
            await WriteAsync(context, StatusCodes.Status403Forbidden, page).ConfigureAwait(false);
            return false;
        }

        if (PageRequest.HasAccessToken(context.Request))
        {
            var page = PageHtml.Notice("Not available", "Sign in with the browser. These pages accept no access tokens.");
            await WriteAsync(context, StatusCodes.Status403Forbidden, page).ConfigureAwait(false);
            return false;
        }

        if (context.User.Identities.Any(identity => identity.IsAuthenticated))
            return true;

        await WriteAsync(context, StatusCodes.Status401Unauthorized, PageHtml.Notice("Sign in", "Sign in to see approvals.")).ConfigureAwait(false);
        return false;
    }

    /// <summary>The same for an unknown approval, and for one that the person may not see.</summary>
    public static Task NotFoundAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status404NotFound, PageHtml.Notice("Not found", "There is no such request, or you may not see it."));

    /// <summary>
    /// A form that did not come from a page of this person. The answer says nothing about the approval, since a page of another site could
    /// have sent the form.
    /// </summary>
    public static Task ForeignFormAsync(HttpContext context, string path)
    {
        Markup content = $"""
            <p class="refused" role="alert">{RefusedDecision.TextOf(ReasonCode.FormInvalid):attribute}</p>
            <p><a href="{path:attribute}">Open the request</a></p>
            """;
        return WriteAsync(context, StatusCodes.Status400BadRequest, PageHtml.Of("Approval request", content));
    }

    public static Task UnavailableAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status503ServiceUnavailable, PageHtml.Notice("Unavailable", "The approvals are unavailable. Try again later."));

    public static Task TooManyAsync(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var page = PageHtml.Notice("Too many decisions", "Nothing was decided. Wait a minute and try again.");
        return WriteAsync(context, StatusCodes.Status429TooManyRequests, page);
    }

    public static Task SeeOtherAsync(HttpContext context, string path)
    {
        Protect(context.Response);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
        return Task.CompletedTask;
    }

    public static Task WriteAsync(HttpContext context, int status, string page)
    {
        Protect(context.Response);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(page, context.RequestAborted);
    }

    private static void Protect(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = _policy;
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
