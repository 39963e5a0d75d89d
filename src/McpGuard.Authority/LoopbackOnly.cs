using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace McpGuard.Authority;

/// <summary>
/// Answers only requests to the authority's own address (a foreign name could be rebound to this machine), and pages only of this
/// machine. Clients in a browser, such as the MCP Inspector, read the answers across origins.
/// </summary>
internal sealed class LoopbackOnly(AuthorityOptions options)
{
    private readonly string _authority = new Uri(options.Issuer).Authority;

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var origin = http.Request.Headers.Origin.ToString();
        if (!string.Equals(http.Request.Host.Value, _authority, StringComparison.OrdinalIgnoreCase))
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, $"The address of this development authority is {options.Issuer}.").ConfigureAwait(false);
        }
        else if (origin.Length > 0 && !Loopback.IsOrigin(origin))
        {
            await RefuseAsync(http, StatusCodes.Status403Forbidden, "This development authority answers only pages of this machine.").ConfigureAwait(false);
        }
        else if (origin.Length > 0 && http.Request.Path != AuthorizationEndpoint.Path && Share(http, origin))
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await next(http).ConfigureAwait(false);
        }
    }

    /// <returns>Whether the request is a preflight, which is answered with this.</returns>
    private static bool Share(HttpContext http, string origin)
    {
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.Vary = HeaderNames.Origin;
        if (!HttpMethods.IsOptions(http.Request.Method))
            return false;

        headers.AccessControlAllowMethods = "GET, POST";
        headers.AccessControlAllowHeaders = "Authorization, Content-Type, MCP-Protocol-Version";
        return true;
    }

    private Task RefuseAsync(HttpContext http, int status, string why)
    {
        options.Report($"Refused a request: {why}");
        http.Response.StatusCode = status;
        return http.Response.WriteAsync(why);
    }
}
