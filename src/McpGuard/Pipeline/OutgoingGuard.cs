using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The last filter of every message that the server sends: seals what a suspended request leaves with its client, and remembers whose
/// task has begun and whom the server asks.
/// </summary>
internal sealed class OutgoingGuard(RequestStateSeal seal, TaskOwners tasks, OpenRequests open)
{
    public Task InvokeAsync(MessageContext message, McpMessageHandler next, CancellationToken cancellationToken)
    {
        seal.Close(message.JsonRpcMessage);
        tasks.Watch(message.JsonRpcMessage);
        open.Watch(message);
        return next(message, cancellationToken);
    }
}
