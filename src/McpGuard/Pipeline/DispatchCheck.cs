using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The last filter of every message. It checks that the server gets the message that was decided, and gets it once, whatever other filters
/// have done.
/// </summary>
internal sealed class DispatchCheck(McpMessageHandler next)
{
    public Task InvokeAsync(MessageContext message, CancellationToken cancellationToken)
    {
        if (message.User is not CallerPrincipal { Message: { } permit, Operation: var operation })
            throw GuardError.CallerMissing();

        if (!permit.IsFor(message.JsonRpcMessage))
            throw GuardError.Stop(operation, ReasonCode.TargetChanged);
        if (!permit.TryUse())
            throw GuardError.Stop(operation, ReasonCode.DecisionSpent);

        return next(message, cancellationToken);
    }
}
