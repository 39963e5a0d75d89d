using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The innermost filter: the tool that runs is the tool that was authorized, whatever the filters between have done.
/// </summary>
internal static class MatchedToolCheck
{
    public static ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request,
        McpRequestHandler<CallToolRequestParams, CallToolResult> next,
        CancellationToken cancellationToken)
    {
        if (request.User is not CallerPrincipal { Operation: var operation })
            throw GuardError.CallerMissing(TimeProvider.System);

        var (name, primitive) = operation.AuthorizedTool;
        if (name is null || name != request.Params?.Name || !ReferenceEquals(primitive, request.MatchedPrimitive))
        {
            operation.Fault = ReasonCode.ToolChanged;
            throw GuardError.From(Refusal.Of(ReasonCode.ToolChanged), operation);
        }

        return next(request, cancellationToken);
    }
}
