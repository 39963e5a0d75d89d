using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// Which web pages may call the server (MCP Streamable HTTP, "Security and Endpoint"): without the check, a page that
/// rebinds its name to this machine could.
/// </summary>
internal sealed class OriginRule(IOptions<McpGuardOptions> options)
{
    private readonly HashSet<string> _allowed = new(
        [.. options.Value.AllowedOrigins, new Uri(options.Value.Resource!).GetLeftPart(UriPartial.Authority)],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the request comes from no page, or from one that may call.</summary>
    public bool Allows(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        return origin.Count == 0 || (origin.Count == 1 && origin[0] is { } value && _allowed.Contains(value));
    }
}
