using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// The web pages that may call the server (MCP Streamable HTTP, "Security and Endpoint"). Without the check, a page could call it by DNS
/// rebinding.
/// </summary>
internal sealed class OriginRule(IOptions<McpGuardOptions> options)
{
    private readonly HashSet<string> _allowed = new(
        [.. options.Value.AllowedOrigins, new Uri(options.Value.Resource!).GetLeftPart(UriPartial.Authority)],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the request does not come from a web page, or comes from an allowed one.</summary>
    public bool Allows(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        return origin.Count == 0 || (origin.Count == 1 && origin[0] is { } value && _allowed.Contains(value));
    }
}
