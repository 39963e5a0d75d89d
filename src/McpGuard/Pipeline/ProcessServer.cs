using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The server of the transport that the host registered for its own process: stdio, or its own streams. It is recognized by its service
/// provider, which no other server gets. A transport does not reveal its other end.
/// </summary>
internal static class ProcessServer
{
    /// <summary>Makes the server, or returns null if the host registered no transport.</summary>
    public static McpServer? Create(IServiceProvider services) => services.GetService<ITransport>() is { } transport
        ? McpServer.Create(
            transport, services.GetRequiredService<IOptions<McpServerOptions>>().Value, services.GetService<ILoggerFactory>(), new Services(services))
        : null;

    /// <summary>Whether a message came to that server over that transport.</summary>
    public static bool Received(MessageContext message) =>
        message.Server.Services is Services && message.JsonRpcMessage.Context?.RelatedTransport is null;

    private sealed class Services(IServiceProvider inner) : IKeyedServiceProvider
    {
        public object? GetService(Type serviceType) => inner.GetService(serviceType);

        public object? GetKeyedService(Type serviceType, object? serviceKey) => Keyed.GetKeyedService(serviceType, serviceKey);

        public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => Keyed.GetRequiredKeyedService(serviceType, serviceKey);

        private IKeyedServiceProvider Keyed =>
            inner as IKeyedServiceProvider ?? throw new InvalidOperationException("The service provider does not support keyed services.");
    }
}
