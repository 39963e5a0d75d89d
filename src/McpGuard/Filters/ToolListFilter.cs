using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Shows a caller the tools that it could call now. It is a courtesy, not a protection: a hidden tool is judged when
/// it is called.
/// </summary>
internal sealed class ToolListFilter(AccessPolicy policy, AuditTrail audit, TimeProvider time)
{
    public async ValueTask<ListToolsResult> InvokeAsync(
        RequestContext<ListToolsRequestParams> request,
        McpRequestHandler<ListToolsRequestParams, ListToolsResult> next,
        CancellationToken cancellationToken)
    {
        if (request.User is not CallerPrincipal { Caller: var caller, Operation: var operation })
            throw GuardError.CallerMissing(time);

        var result = await next(request, cancellationToken);
        var all = result.Tools;
        result.Tools = [.. all.Where(tool => policy.Decide(caller, tool.Name, ToolLookup.Find(request.Server, tool.Name)).IsAllowed)];
        KeepPrivate(result, caller);

        await audit.RecordOutcomeAsync(operation, caller, AuditOutcome.Succeeded, withheld: all.Count - result.Tools.Count);
        return result;
    }

    // What one caller may see must not be served to another from a cache, nor to this one after its token has ended.
    private void KeepPrivate(ListToolsResult result, DelegatedCaller caller)
    {
        if (result.CacheScope is not null)
            result.CacheScope = CacheScope.Private;

        var remaining = caller.ExpiresAt - time.GetUtcNow();
        if (result.TimeToLive > remaining)
            result.TimeToLive = remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }
}
