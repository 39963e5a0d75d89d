using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;

namespace McpGuard;

/// <summary>Finds addresses of clients that the forwarded headers middleware took from a header that anybody may have sent.</summary>
internal sealed class ForwardedAddresses(ForwardedHeadersOptions options)
{
    private readonly IPAddress[] _proxies = [.. options.KnownProxies];
    private readonly System.Net.IPNetwork[] _networks = [.. options.KnownIPNetworks.Where(network => network.PrefixLength > 0)];

    public static string? FindProblem(ForwardedHeadersOptions options)
    {
        if (!options.ForwardedHeaders.HasFlag(ForwardedHeaders.XForwardedFor))
            return null;

        // Without known proxies the middleware trusts every sender.
        var isOpen = (options.KnownProxies.Count == 0 && options.KnownIPNetworks.Count == 0) ||
            options.KnownIPNetworks.Any(network => network.PrefixLength == 0);
        return isOpen
            ? "cannot be enforced, since ForwardedHeadersOptions trust X-Forwarded-For from every sender. Name your proxies in KnownProxies or " +
                "KnownIPNetworks, and leave ASPNETCORE_FORWARDEDHEADERS_ENABLED unset"
            : null;
    }

    /// <summary>
    /// Whether the address of the request was replaced for a sender that is not a known proxy. The middleware keeps the sender in a header. It
    /// may have options of its own that the guard does not see, so only the registered ones count.
    /// </summary>
    public bool IsUnproven(HttpContext context) =>
        context.Request.Headers.TryGetValue(options.OriginalForHeaderName, out var sender) && sender is [{ } text] && IPEndPoint.TryParse(text, out var end) &&
        !end.Address.Equals(context.Connection.RemoteIpAddress) && !IsKnown(end.Address);

    private bool IsKnown(IPAddress sender)
    {
        var plain = sender.IsIPv4MappedToIPv6 ? sender.MapToIPv4() : sender;
        return Array.Exists(_proxies, proxy => proxy.Equals(sender) || proxy.Equals(plain)) || Array.Exists(_networks, network => network.Contains(plain));
    }
}
