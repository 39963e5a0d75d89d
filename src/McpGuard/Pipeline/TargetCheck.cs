using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>The innermost filter: it checks that the target that runs is the authorized one, whatever other filters have done.</summary>
internal sealed class TargetCheck(AccessPolicy policy, TimeProvider time, ILogger<TargetCheck> logger)
{
    public ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request,
        McpRequestHandler<CallToolRequestParams, CallToolResult> next,
        CancellationToken cancellationToken)
    {
        var (caller, operation) = Enter(request);
        return operation.Policy.FindTarget(TargetKind.Tool, request.Params?.Name, request.MatchedPrimitive).Rule is { EndsWithToken: true }
            ? InvokeWhileTokenLastsAsync(request, caller, operation, next, cancellationToken)
            : next(request, cancellationToken);
    }

    public static ValueTask<TResult> InvokeAsync<TParams, TResult>(
        RequestContext<TParams> request,
        McpRequestHandler<TParams, TResult> next,
        CancellationToken cancellationToken)
    {
        Enter(request);
        return next(request, cancellationToken);
    }

    private static (DelegatedCaller Caller, GuardedOperation Operation) Enter<TParams>(RequestContext<TParams> request)
    {
        if (request.User is not CallerPrincipal { Caller: var caller, Operation: var operation } principal)
            throw GuardError.CallerMissing();

        var (target, arguments) = RunTarget.Of(request.Params);
        if (principal.Run is not { } permit || !permit.IsFor(target, request.MatchedPrimitive, arguments))
            throw GuardError.Stop(operation, ReasonCode.TargetChanged);
        if (!permit.TryUse())
            throw GuardError.Stop(operation, ReasonCode.DecisionSpent);

        return (caller, operation);
    }

    // The token of a tool is watched here and not around the whole call, since a task starts later and continues after its call has been
    // answered. The message guard watches all other requests.
    private async ValueTask<CallToolResult> InvokeWhileTokenLastsAsync(
        RequestContext<CallToolRequestParams> request,
        DelegatedCaller caller,
        GuardedOperation operation,
        McpRequestHandler<CallToolRequestParams, CallToolResult> next,
        CancellationToken cancellationToken)
    {
        if (policy.FindEnd(caller) is { } ended)
            throw GuardError.Stop(operation, ended);

        using var watch = new TokenWatch(caller, policy, time, logger, cancellationToken);
        try
        {
            return await next(request, watch.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (watch.Ended is not null)
        {
            throw GuardError.Stop(operation, watch.Ended.Value);
        }
    }
}
