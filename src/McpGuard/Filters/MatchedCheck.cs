using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The innermost filter: what runs is what was authorized, whatever the filters between have done.
/// </summary>
internal static class MatchedCheck
{
    public static ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request,
        McpRequestHandler<CallToolRequestParams, CallToolResult> next,
        CancellationToken cancellationToken) => InvokeAsync(request, request.Params?.Name, next, cancellationToken);

    public static ValueTask<GetPromptResult> InvokeAsync(
        RequestContext<GetPromptRequestParams> request,
        McpRequestHandler<GetPromptRequestParams, GetPromptResult> next,
        CancellationToken cancellationToken) => InvokeAsync(request, request.Params?.Name, next, cancellationToken);

    public static ValueTask<ReadResourceResult> InvokeAsync(
        RequestContext<ReadResourceRequestParams> request,
        McpRequestHandler<ReadResourceRequestParams, ReadResourceResult> next,
        CancellationToken cancellationToken) => InvokeAsync(request, request.Params?.Uri, next, cancellationToken);

    private static ValueTask<TResult> InvokeAsync<TParams, TResult>(
        RequestContext<TParams> request,
        string? target,
        McpRequestHandler<TParams, TResult> next,
        CancellationToken cancellationToken)
    {
        if (request.User is not CallerPrincipal { Operation: var operation })
            throw GuardError.CallerMissing();

        var (name, primitive) = operation.Authorized;
        if (name is null || name != target || !ReferenceEquals(primitive, request.MatchedPrimitive))
        {
            operation.Fault = ReasonCode.TargetChanged;
            throw GuardError.From(Refusal.Of(ReasonCode.TargetChanged), operation);
        }

        operation.HasReachedTarget = true;
        return next(request, cancellationToken);
    }
}
