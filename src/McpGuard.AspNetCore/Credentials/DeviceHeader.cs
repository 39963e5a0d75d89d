using Microsoft.AspNetCore.Http;

namespace McpGuard;

/// <summary>The header with a gateway's device assertion.</summary>
internal static class DeviceHeader
{
    /// <summary>Removes the header from the request: like the token, only the guard may see it.</summary>
    /// <returns>The assertion, or null if there is none. Also null if there are two, since it is unknown which one the gateway wrote.</returns>
    public static PresentedDevice? Take(HttpRequest request, string? name)
    {
        if (name is null)
            return null;

        var device = request.Headers[name] is [{ } assertion] ? new PresentedDevice(assertion) : null;
        request.Headers.Remove(name);
        return device;
    }
}
