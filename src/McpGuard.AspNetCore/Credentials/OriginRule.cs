using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// The web pages that may call an endpoint (MCP Streamable HTTP, "Security and Endpoint"). Without the check, a page could call it by DNS
/// rebinding.
/// </summary>
internal sealed class OriginRule(IOptions<McpGuardOptions> options, GuardedResource resource)
{
    private readonly HashSet<string> _allowed = new(
        [.. options.Value.AllowedOrigins, new Uri(resource.Identifier).GetLeftPart(UriPartial.Authority)],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the request does not come from a web page, or comes from an allowed one.</summary>
    public bool Allows(HttpRequest request) => request.Headers.Origin.Count == 0 || Find(request) is not null;

    /// <summary>The allowed origin of the request, or null.</summary>
    public string? Find(HttpRequest request) => request.Headers.Origin is [{ } origin] && _allowed.Contains(origin) ? origin : null;
}
