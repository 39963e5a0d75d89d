using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace McpGuard;

/// <summary>Finds whether the forwarded headers middleware takes a client's address from whoever writes one into a header.</summary>
internal static class ForwardedAddresses
{
    public static string? FindProblem(ForwardedHeadersOptions options)
    {
        if (!options.ForwardedHeaders.HasFlag(ForwardedHeaders.XForwardedFor))
            return null;

        // Without any known proxy the middleware asks for none, and believes everybody.
        var isOpen = (options.KnownProxies.Count == 0 && options.KnownIPNetworks.Count == 0) || options.KnownIPNetworks.Any(network => network.PrefixLength == 0);
        return isOpen
            ? "cannot be held, since ForwardedHeadersOptions believe X-Forwarded-For of everybody. Name your proxies in KnownProxies or KnownIPNetworks, and leave ASPNETCORE_FORWARDEDHEADERS_ENABLED unset"
            : null;
    }
}
