#pragma warning disable MCPEXP002 // The options of the server that answers show whether it has a method.

using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Decides on messages. Tool calls are left to the tool-call guard, which decides after the server has matched the tool.</summary>
internal sealed class MessageDecider(
    AccessPolicy policy,
    RequestStateSeal seal,
    TaskOwners tasks,
    OpenRequests open,
    CallApprovals approvals,
    IOptions<McpGuardOptions> options,
    TimeProvider time)
{
    /// <returns>The decision, or null if the tool-call guard decides and records.</returns>
    public async ValueTask<AccessDecision?> DecideAsync(MessageContext message, CallerPrincipal principal, CancellationToken cancellationToken)
    {
        var (caller, operation) = (principal.Caller, principal.Operation);
        if (message.JsonRpcMessage is not JsonRpcRequest request)
        {
            var known = message.JsonRpcMessage is JsonRpcNotification notification
                ? await DecideMessageAsync(message.Server, notification.Method, notification.Params, principal, cancellationToken).ConfigureAwait(false)
                : policy.DecideCaller(operation.Policy, caller);
            return known.IsAllowed && !open.IsOwn(message, principal) ? AccessDecision.Denied(ReasonCode.OtherCallersRequest) : known;
        }

        if (!open.TryBegin(message, request, principal))
            return AccessDecision.Denied(ReasonCode.OtherCallersRequest);

        if (!ProtocolFloor.IsMet(options.Value.MinimumProtocolVersion, operation.Request.ProtocolVersion))
            return AccessDecision.Denied(ReasonCode.ProtocolVersionTooOld);

        // The members that narrow a stream must be exactly those that the server reads.
        if (request is { Method: RequestMethods.SubscriptionsListen, Params: JsonObject parameters } && parameters["notifications"] is JsonObject asked &&
            asked.Any(member => !ProtocolMembers.IsExact(member.Key)))
            return AccessDecision.Denied(ReasonCode.MemberCaseRefused);

        if (await seal.OpenAsync(request, principal, cancellationToken).ConfigureAwait(false) is { } fault)
            return AccessDecision.Denied(fault);

        // The server may pass an answer directly to the tool that waits for it, without the tool-call guard.
        if (request.Method == RequestMethods.ToolsCall && !operation.IsResumed)
            return null;

        var decision = RequestTarget.IsTaskMethod(request.Method)
            ? await DecideTaskAsync(message.Server, principal, cancellationToken).ConfigureAwait(false)
            : await DecideMessageAsync(message.Server, request.Method, request.Params, principal, cancellationToken).ConfigureAwait(false);
        if (!decision.IsAllowed)
            return decision;
        if (request.Method == RequestMethods.SubscriptionsListen &&
            await NarrowAsync(request, message.Server, principal, cancellationToken).ConfigureAwait(false) is { } unknown)
            return AccessDecision.Denied(unknown);

        return await seal.UseAsync(principal, cancellationToken).ConfigureAwait(false) is { } refused ? AccessDecision.Denied(refused) : decision;
    }

    /// <summary>Decides on a message that names its target.</summary>
    public async ValueTask<AccessDecision> DecideMessageAsync(
        McpServer server, string method, JsonNode? parameters, CallerPrincipal principal, CancellationToken cancellationToken)
    {
        var operation = principal.Operation;
        var (kind, target) = (operation.Request.TargetKind, operation.Request.Target);
        var matched = PrimitiveLookup.Find(server.ServerOptions, kind, target);
        operation.TryMatch(target, matched);
        JsonElement? arguments = operation.Policy.NeedsArguments(method, kind, target, matched)
            ? RequestArguments.Of(method, target, Element(parameters))
            : null;
        var rule = kind == TargetKind.Tool ? operation.Policy.FindTarget(kind, target, matched).Rule : null;
        var question = operation.Ask(arguments, approvals.QuestionOf(operation, rule, matched, arguments));
        return await policy.DecideAsync(operation.Policy, question, matched, cancellationToken).ConfigureAwait(false);
    }

    // The caller must own the task, and must still be allowed to use its tool.
    private async ValueTask<AccessDecision> DecideTaskAsync(McpServer server, CallerPrincipal principal, CancellationToken cancellationToken)
    {
        var (caller, operation) = (principal.Caller, principal.Operation);
        if (server.ServerOptions.RequestHandlers?.Any(handler => handler.Method == operation.Request.Method) is not true)
            return AccessDecision.Denied(ReasonCode.TargetUnknown);

        var decision = await policy.DecideAsync(operation.Policy, operation.Ask(), matched: null, cancellationToken).ConfigureAwait(false);
        if (!decision.IsAllowed || operation.Request.Method == TaskOwners.List)
            return decision;

        var found = await tasks.FindAsync(operation.Request.Target, principal, cancellationToken).ConfigureAwait(false);
        if (found.Value is not { } task)
            return AccessDecision.Denied(found.Fault ?? ReasonCode.TaskUnknown);

        var question = operation.Ask(task.Method, task.Target, arguments: null, operation.Memo);
        var origin = operation.Policy.FindTarget(question.TargetKind, task.Target);
        return origin.IsKnown
            ? (await policy.DecideTargetAsync(operation.Policy, question, origin, isListing: true, cancellationToken).ConfigureAwait(false)).After(decision)
            : decision;
    }

    // A stream carries only resources that its caller may read. Others are left out, like resources that do not exist.
    private async ValueTask<ReasonCode?> NarrowAsync(JsonRpcRequest request, McpServer server, CallerPrincipal principal, CancellationToken cancellationToken)
    {
        var (caller, operation) = (principal.Caller, principal.Operation);
        if ((request.Params as JsonObject)?["notifications"] is not JsonObject notifications)
            return null;

        if (notifications["resourceSubscriptions"] is JsonArray uris)
        {
            string[] asked = [.. uris.Select(McpJson.TextOf).OfType<string>()];
            var isAllowed = await JointQuestion.AskAsync(asked, MaySubscribeAsync, time, cancellationToken).ConfigureAwait(false);
            notifications["resourceSubscriptions"] = new JsonArray([.. asked.Where((_, index) => isAllowed[index]).Select(uri => (JsonNode)uri)]);
        }

        if (notifications["taskIds"] is not JsonArray ids)
            return null;

        var own = new JsonArray();
        foreach (var id in ids.Select(McpJson.TextOf).OfType<string>())
        {
            var found = await tasks.FindAsync(id, principal, cancellationToken).ConfigureAwait(false);
            if (!found.IsKnown)
                return found.Fault;
            if (found.Value is not null)
                own.Add((JsonNode)id);
        }

        notifications["taskIds"] = own;
        return null;

        async ValueTask<bool> MaySubscribeAsync(string uri, CancellationToken token)
        {
            // Each resource is a separate question, so an answer about one is not reused for another.
            var question = operation.Ask(RequestMethods.ResourcesSubscribe, uri, RequestArguments.OfUri(uri), new OperationMemo());
            return (
                await policy.DecideAsync(operation.Policy, question, PrimitiveLookup.Resource(server.ServerOptions, uri), token)
                    .ConfigureAwait(false)).IsAllowed;
        }
    }

    private static JsonElement Element(JsonNode? node) => node is null ? default : JsonSerializer.SerializeToElement(node, McpJson.Node);
}
