using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The last filter of every message from the server. It seals the state of a suspended request, and remembers the owners of new tasks and
/// the callers of the server's questions.
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
