using Microsoft.AspNetCore.Http;

namespace McpGuard;

/// <summary>The header in which a gateway says how a caller's device is.</summary>
internal static class DeviceHeader
{
    /// <summary>Takes the header out of the request: like the token it is for the guard alone.</summary>
    /// <returns>The assertion, or null if there is none, or two: nobody can say which of them the gateway wrote.</returns>
    public static PresentedDevice? Take(HttpRequest request, string? name)
    {
        if (name is null)
            return null;

        var device = request.Headers[name] is [{ } assertion] ? new PresentedDevice(assertion) : null;
        request.Headers.Remove(name);
        return device;
    }
}
