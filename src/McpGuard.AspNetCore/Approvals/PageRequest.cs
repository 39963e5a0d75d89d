using Microsoft.AspNetCore.Http;

namespace McpGuard;

/// <summary>
/// Tells the request for a page from the request of a script. A script of another site could read the answer if the CORS policy of the
/// application permits it, so scripts get no page.
/// </summary>
internal static class PageRequest
{
    private const string FetchMode = "Sec-Fetch-Mode";
    private const string Navigate = "navigate";

    private static readonly string[] _tokenSchemes = ["Bearer", "DPoP"];

    /// <returns>Whether the browser shows the answer as a page. An older browser does not say so, but it names the origin of a script that reads.</returns>
    public static bool IsNavigation(HttpRequest request)
    {
        var headers = request.Headers;
        if (headers.TryGetValue(FetchMode, out var mode) && mode is not [Navigate])
            return false;

        return HttpMethods.IsPost(request.Method) || headers.Origin.Count == 0;
    }

    /// <returns>
    /// Whether the request has an access token. The application may accept tokens as a sign-in, and an agent has the token of a person: with
    /// it, the agent could decide about its own call.
    /// </returns>
    public static bool HasAccessToken(HttpRequest request) => request.Headers.Authorization
        .SelectMany(value => (value ?? "").Split(','))
        .Any(credential => _tokenSchemes.Contains(credential.Trim().Split(' ')[0], StringComparer.OrdinalIgnoreCase));
}
