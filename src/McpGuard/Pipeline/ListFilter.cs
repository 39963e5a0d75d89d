using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Shows a caller the entries that it could use. This is a convenience, not a protection: a hidden entry is decided again when it is used.</summary>
internal sealed class ListFilter(AccessPolicy policy, AuditTrail audit, AuditDigest digest, UndeclaredEntries undeclared, TimeProvider time)
{
    public ValueTask<ListToolsResult> InvokeAsync(
        RequestContext<ListToolsRequestParams> request, McpRequestHandler<ListToolsRequestParams, ListToolsResult> next, CancellationToken cancellationToken) =>
        FilterAsync(
            request,
            next,
            TargetKind.Tool,
            result => result.Tools,
            (result, shown) => result.Tools = Described(shown, request),
            tool => tool.Name,
            cancellationToken);

    public ValueTask<ListPromptsResult> InvokeAsync(
        RequestContext<ListPromptsRequestParams> request,
        McpRequestHandler<ListPromptsRequestParams, ListPromptsResult> next,
        CancellationToken cancellationToken) =>
        FilterAsync(
            request, next, TargetKind.Prompt, result => result.Prompts, (result, shown) => result.Prompts = shown, prompt => prompt.Name, cancellationToken);

    public ValueTask<ListResourcesResult> InvokeAsync(
        RequestContext<ListResourcesRequestParams> request,
        McpRequestHandler<ListResourcesRequestParams, ListResourcesResult> next,
        CancellationToken cancellationToken) =>
        FilterAsync(
            request,
            next,
            TargetKind.Resource,
            result => result.Resources,
            (result, shown) => result.Resources = shown,
            resource => resource.Uri,
            cancellationToken);

    public ValueTask<ListResourceTemplatesResult> InvokeAsync(
        RequestContext<ListResourceTemplatesRequestParams> request,
        McpRequestHandler<ListResourceTemplatesRequestParams, ListResourceTemplatesResult> next,
        CancellationToken cancellationToken) =>
        FilterAsync(
            request,
            next,
            TargetKind.Resource,
            result => result.ResourceTemplates,
            (result, shown) => result.ResourceTemplates = shown,
            template => template.UriTemplate,
            cancellationToken);

    private async ValueTask<TResult> FilterAsync<TParams, TResult, TEntry>(
        RequestContext<TParams> request,
        McpRequestHandler<TParams, TResult> next,
        TargetKind kind,
        Func<TResult, IList<TEntry>> read,
        Action<TResult, IList<TEntry>> write,
        Func<TEntry, string> nameOf,
        CancellationToken cancellationToken)
        where TResult : ICacheableResult
    {
        if (request.User is not CallerPrincipal { Caller: var caller, Operation: var operation })
            throw GuardError.CallerMissing();

        var result = await next(request, cancellationToken).ConfigureAwait(false);
        var all = read(result);
        var isShown = await JointQuestion.AskAsync(
            all,
            (entry, token) => IsReviewed(entry, operation, request.Server) ? IsShownAsync(operation, kind, nameOf(entry), request.Server, token) : new(false),
            time,
            cancellationToken).ConfigureAwait(false);
        var shown = new List<TEntry>(all.Count);
        var withheld = new List<string>();
        for (var i = 0; i < isShown.Length; i++)
        {
            if (isShown[i])
                shown.Add(all[i]);
            else
                withheld.Add(nameOf(all[i]));
        }

        write(result, shown);
        KeepPrivate(result, caller);
        await audit.RecordOutcomeAsync(operation, AuditOutcome.Succeeded, list: new ListSummary(shown.Count, withheld.Count, digest.OfTexts(withheld)))
            .ConfigureAwait(false);
        return result;
    }

    private static IList<Tool> Described(IList<Tool> shown, RequestContext<ListToolsRequestParams> request) =>
        request.User is CallerPrincipal { Caller: var caller, Operation.Policy: var policy } && policy.Answers.Of(caller) == AnswerForm.OpenAi
            ? [.. shown.Select(tool => SecuritySchemes.Add(tool, RuleOf(tool, policy, request.Server)))]
            : shown;

    private static TargetRule? RuleOf(Tool tool, CompiledPolicy policy, McpServer server) =>
        policy.FindTarget(TargetKind.Tool, tool.Name, PrimitiveLookup.Tool(server.ServerOptions, tool.Name)).Rule;

    private async ValueTask<bool> IsShownAsync(GuardedOperation operation, TargetKind kind, string name, McpServer server, CancellationToken cancellationToken)
    {
        var mode = operation.Policy.Settings.Lists;
        var target = operation.Policy.FindTarget(kind, name, PrimitiveLookup.Find(server.ServerOptions, kind, name));
        if (target.Rule is null)
            undeclared.Warn(kind, name);
        if (mode == ListMode.ShowAll)
            return true;

        var question = operation.Ask(operation.Request.Method ?? "", name, ArgumentsOf(kind, name, target.Rule), memo: null);
        var decision = await policy.DecideTargetAsync(operation.Policy, question, target, isListing: true, cancellationToken).ConfigureAwait(false);
        return decision.IsAllowed || (mode == ListMode.HideForbidden && decision.Reason is ReasonCode.ScopeInsufficient or ReasonCode.SignInInsufficient);
    }

    // A pinned tool is listed only with its reviewed definition, whatever the list mode.
    private static bool IsReviewed<TEntry>(TEntry entry, GuardedOperation operation, McpServer server) => entry is not Tool tool ||
        operation.Policy.FindTarget(TargetKind.Tool, tool.Name, PrimitiveLookup.Tool(server.ServerOptions, tool.Name)).Rule?.Definition is not { } pinned ||
        pinned.IsMetBy(tool, server.NegotiatedProtocolVersion);

    // For a resource that is listed by its URI, the URI is the only argument.
    private static JsonElement? ArgumentsOf(TargetKind kind, string name, TargetRule? rule) =>
        kind == TargetKind.Resource && !name.Contains('{') && rule is { NeedsArguments: true } ? RequestArguments.OfUri(name) : null;

    // A cache must not serve one caller's list to another, nor to this one after its token has ended.
    private void KeepPrivate(ICacheableResult result, DelegatedCaller caller)
    {
        if (result.CacheScope is not null)
            result.CacheScope = CacheScope.Private;

        var remaining = caller.ExpiresAt - time.GetUtcNow();
        if (result.TimeToLive > remaining)
            result.TimeToLive = remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }
}
