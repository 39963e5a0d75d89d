using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace McpGuard;

/// <summary>Finds whether the forwarded headers middleware accepts a client's address from any sender of a header.</summary>
internal static class ForwardedAddresses
{
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
}
