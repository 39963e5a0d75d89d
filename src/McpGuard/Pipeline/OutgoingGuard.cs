using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The last filter of every message from the server. It seals the state of a suspended request, and remembers the owners of new tasks and
/// the callers of the server's questions.
/// </summary>
internal sealed class OutgoingGuard(RequestStateSeal seal, TaskOwners tasks, OpenRequests open)
{
    public async Task InvokeAsync(MessageContext message, McpMessageHandler next, CancellationToken cancellationToken)
    {
        seal.SealResponse(message.JsonRpcMessage);
        if (await tasks.WatchAsync(message.JsonRpcMessage).ConfigureAwait(false) is { } fault)
            Withhold((JsonRpcResponse)message.JsonRpcMessage, fault, ((CallerPrincipal)message.JsonRpcMessage.Context!.User!).Operation);

        open.Watch(message);
        await next(message, cancellationToken).ConfigureAwait(false);
    }

    // Its client could never reach a task of unknown owner.
    private static void Withhold(JsonRpcResponse response, ReasonCode fault, GuardedOperation operation)
    {
        operation.TryFail(fault);
        response.Result = JsonSerializer.SerializeToNode(Answer.InCall(Refusal.OfEnd(fault, operation), operation), McpJson.ToolResult);
    }
}
