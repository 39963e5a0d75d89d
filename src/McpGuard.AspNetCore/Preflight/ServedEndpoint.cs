using Microsoft.AspNetCore.Http;

namespace McpGuard;

/// <summary>
/// Notes what the application's own endpoint throws, so that the guard leaves it to the application's exception handling. That the guard
/// cannot hold in a session is the guard's own.
/// </summary>
internal sealed class ServedEndpoint(RequestDelegate served)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await served(context).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not McpGuardConfigurationException && context.User is CallerPrincipal { Operation: var operation })
        {
            operation.EndpointFault = exception;
            throw;
        }
    }
}
