#pragma warning disable MCPEXP002 // Whether the server that answers has a method is asked of its own options.

using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Decides on messages: on all that is not left to the tool-call guard, which decides tool calls when the server has matched
/// the tool.
/// </summary>
internal sealed class MessagePolicy(AccessPolicy policy, RequestStateSeal seal, TaskOwners tasks, OpenRequests open, IOptions<McpGuardOptions> options, TimeProvider time)
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

        // What a stream is narrowed by must be what the server reads.
        if (request is { Method: RequestMethods.SubscriptionsListen, Params: JsonObject parameters } && parameters["notifications"] is JsonObject asked && asked.Any(member => !ProtocolMembers.IsExact(member.Key)))
            return AccessDecision.Denied(ReasonCode.MemberCaseRefused);

        if (seal.TryOpen(request, principal) is null)
            return AccessDecision.Denied(ReasonCode.RequestStateRefused);

        // The server may hand an answer straight to the tool that waits for it, which then never comes by the tool-call guard.
        if (request.Method == RequestMethods.ToolsCall && !operation.IsResumed)
            return null;

        var decision = RequestTarget.IsTaskMethod(request.Method)
            ? await DecideTaskAsync(message.Server, principal, cancellationToken).ConfigureAwait(false)
            : await DecideMessageAsync(message.Server, request.Method, request.Params, principal, cancellationToken).ConfigureAwait(false);
        if (decision.IsAllowed && request.Method == RequestMethods.SubscriptionsListen)
            await NarrowAsync(request, message.Server, principal, cancellationToken).ConfigureAwait(false);

        return decision.IsAllowed && !seal.TryUse(principal) ? AccessDecision.Denied(ReasonCode.RequestStateRefused) : decision;
    }

    /// <summary>Decides on a message that names what it is about.</summary>
    public async ValueTask<AccessDecision> DecideMessageAsync(McpServer server, string method, JsonNode? parameters, CallerPrincipal principal, CancellationToken cancellationToken)
    {
        var operation = principal.Operation;
        var (kind, target) = (operation.Request.Subject, operation.Request.Target);
        var matched = PrimitiveLookup.Find(server.ServerOptions, kind, target);
        operation.TryMatch(target, matched);
        JsonElement? arguments = operation.Policy.NeedsArguments(method, kind, target, matched) ? RequestArguments.Of(method, target, Element(parameters)) : null;
        return await policy.DecideAsync(operation.Policy, operation.Ask(arguments), matched, cancellationToken).ConfigureAwait(false);
    }

    // Whose task it is comes first; then the caller must still be allowed to use the tool that it came from.
    private async ValueTask<AccessDecision> DecideTaskAsync(McpServer server, CallerPrincipal principal, CancellationToken cancellationToken)
    {
        var (caller, operation) = (principal.Caller, principal.Operation);
        if (server.ServerOptions.RequestHandlers?.Any(handler => handler.Method == operation.Request.Method) is not true)
            return AccessDecision.Denied(ReasonCode.TargetUnknown);

        var decision = await policy.DecideAsync(operation.Policy, operation.Ask(), matched: null, cancellationToken).ConfigureAwait(false);
        if (!decision.IsAllowed || operation.Request.Method == TaskOwners.List)
            return decision;
        if (tasks.Find(operation.Request.Target, caller) is not { } task)
            return AccessDecision.Denied(ReasonCode.TaskUnknown);

        var question = operation.Ask(task.Method, task.Target, arguments: null, operation.Memo);
        var origin = operation.Policy.FindTarget(question.TargetKind, task.Target);
        return origin.IsKnown ? (await policy.DecideTargetAsync(operation.Policy, question, origin, isListing: true, cancellationToken).ConfigureAwait(false)).After(decision) : decision;
    }

    // A stream carries only what its opener may read; what it may not is left out, as what does not exist would be.
    private async ValueTask NarrowAsync(JsonRpcRequest request, McpServer server, CallerPrincipal principal, CancellationToken cancellationToken)
    {
        var (caller, operation) = (principal.Caller, principal.Operation);
        if ((request.Params as JsonObject)?["notifications"] is not JsonObject notifications)
            return;

        if (notifications["resourceSubscriptions"] is JsonArray uris)
        {
            string[] asked = [.. uris.OfType<JsonValue>().Select(value => value.TryGetValue<string>(out var text) ? text : null).OfType<string>()];
            var isAllowed = await JointQuestion.AskAsync(asked, MaySubscribeAsync, time, cancellationToken).ConfigureAwait(false);
            notifications["resourceSubscriptions"] = new JsonArray([.. asked.Where((_, index) => isAllowed[index]).Select(uri => (JsonNode)uri)]);
        }

        if (notifications["taskIds"] is JsonArray ids)
            notifications["taskIds"] = new JsonArray([.. ids.OfType<JsonValue>()
                .Select(value => value.TryGetValue<string>(out var text) ? text : null)
                .Where(id => tasks.Find(id, caller) is not null)
                .Select(id => (JsonNode)id!)]);

        async ValueTask<bool> MaySubscribeAsync(string uri, CancellationToken token)
        {
            // Each resource is a question of its own, so what was answered about one is kept for no other.
            var question = operation.Ask(RequestMethods.ResourcesSubscribe, uri, RequestArguments.OfUri(uri), new OperationMemo());
            return (await policy.DecideAsync(operation.Policy, question, PrimitiveLookup.Resource(server.ServerOptions, uri), token).ConfigureAwait(false)).IsAllowed;
        }
    }

    private static JsonElement Element(JsonNode? node) => node is null ? default : JsonSerializer.SerializeToElement(node, McpJson.Node);
}
