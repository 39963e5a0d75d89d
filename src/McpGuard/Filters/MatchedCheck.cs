using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The innermost filter: what runs is what was authorized, whatever the filters between have done.
/// </summary>
internal sealed class MatchedCheck(AccessPolicy policy, TimeProvider time)
{
    public ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request,
        McpRequestHandler<CallToolRequestParams, CallToolResult> next,
        CancellationToken cancellationToken) => InvokeAsync(request, TargetKind.Tool, request.Params?.Name, next, cancellationToken);

    public ValueTask<GetPromptResult> InvokeAsync(
        RequestContext<GetPromptRequestParams> request,
        McpRequestHandler<GetPromptRequestParams, GetPromptResult> next,
        CancellationToken cancellationToken) => InvokeAsync(request, TargetKind.Prompt, request.Params?.Name, next, cancellationToken);

    public ValueTask<ReadResourceResult> InvokeAsync(
        RequestContext<ReadResourceRequestParams> request,
        McpRequestHandler<ReadResourceRequestParams, ReadResourceResult> next,
        CancellationToken cancellationToken) => InvokeAsync(request, TargetKind.Resource, request.Params?.Uri, next, cancellationToken);

    private ValueTask<TResult> InvokeAsync<TParams, TResult>(
        RequestContext<TParams> request,
        TargetKind kind,
        string? target,
        McpRequestHandler<TParams, TResult> next,
        CancellationToken cancellationToken)
    {
        if (request.User is not CallerPrincipal { Caller: var caller, Operation: var operation })
            throw GuardError.CallerMissing();

        var (name, primitive) = operation.Authorized;
        if (name is null || name != target || !ReferenceEquals(primitive, request.MatchedPrimitive))
            throw Stop(operation, ReasonCode.TargetChanged);

        operation.HasReachedTarget = true;
        return operation.Policy.FindTarget(kind, target, primitive).Rule is { EndsWithToken: true }
            ? InvokeWhileTokenLastsAsync(request, caller, operation, next, cancellationToken)
            : next(request, cancellationToken);
    }

    // It is watched here and not around the whole call, since a task begins when it is its turn, and goes on when its call has
    // long been answered.
    private async ValueTask<TResult> InvokeWhileTokenLastsAsync<TParams, TResult>(
        RequestContext<TParams> request,
        DelegatedCaller caller,
        GuardedOperation operation,
        McpRequestHandler<TParams, TResult> next,
        CancellationToken cancellationToken)
    {
        if (policy.FindEnd(caller) is { } ended)
            throw Stop(operation, ended);

        using var watch = new TokenWatch(caller, policy, time, cancellationToken);
        try
        {
            return await next(request, watch.Token);
        }
        catch (OperationCanceledException) when (watch.Ended is not null)
        {
            throw Stop(operation, watch.Ended.Value);
        }
    }

    private static McpProtocolException Stop(GuardedOperation operation, ReasonCode reason)
    {
        operation.Fault = reason;
        return GuardError.From(Refusal.Of(reason), operation);
    }
}
