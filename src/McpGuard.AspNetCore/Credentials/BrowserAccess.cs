using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace McpGuard;

/// <summary>
/// Lets pages of the allowed origins call an endpoint and read its answers (Fetch, "CORS protocol"). A preflight carries no credential and
/// runs nothing, so it is answered without one, and without a record. No other origin gets a header.
/// </summary>
internal sealed class BrowserAccess(OriginRule origins)
{
    private const string Exposed = "WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version, Retry-After";
    private const string Methods = "GET, POST, DELETE";
    private const string PrefixOfMcp = "Mcp-";

    private static readonly SearchValues<char> _nameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private static readonly string[] _headers = ["Authorization", "Content-Type", "Accept", "Last-Event-ID", "traceparent", "tracestate", "baggage"];

    /// <returns>Whether the request was a preflight of an allowed origin. Any other preflight is refused like any other request.</returns>
    public bool TryAnswerPreflight(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (!IsPreflight(request) || origins.Find(request) is not { } origin)
            return false;

        response.StatusCode = StatusCodes.Status204NoContent;
        AllowOrigin(response, origin);
        response.Headers.Append(HeaderNames.Vary, HeaderNames.AccessControlRequestHeaders);
        response.Headers.AccessControlAllowMethods = Methods;
        response.Headers.AccessControlAllowHeaders = string.Join(", ", _headers.Concat(RequestedOfMcp(request)));
        response.Headers.AccessControlMaxAge = "600";
        return true;
    }

    /// <summary>Adds the headers to the answer of a request from an allowed origin.</summary>
    public void AddHeaders(HttpContext context)
    {
        if (context.Request.Headers.Origin.Count == 0 || origins.Find(context.Request) is not { } origin)
            return;

        AllowOrigin(context.Response, origin);
        context.Response.Headers.AccessControlExposeHeaders = Exposed;

        // The application's own CORS middleware writes its headers when the response starts, after the guard's.
        if (context.Features.Get<IHttpResponseFeature>() is { } feature and not CorsResponse)
            context.Features.Set<IHttpResponseFeature>(new CorsResponse(feature, Exposed));
    }

    public static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.AccessControlRequestMethod.Count > 0;

    private static void AllowOrigin(HttpResponse response, string origin)
    {
        response.Headers.AccessControlAllowOrigin = origin;
        response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
    }

    // Clients repeat parts of a message in headers whose names a server's tools choose.
    private static IEnumerable<string> RequestedOfMcp(HttpRequest request) => request.Headers.GetCommaSeparatedValues(HeaderNames.AccessControlRequestHeaders)
        .Where(header => header.StartsWith(PrefixOfMcp, StringComparison.OrdinalIgnoreCase) && !header.AsSpan().ContainsAnyExcept(_nameCharacters));
}
