using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Lets a tool call wait for its approval, in the way that its client understands, and uses the approval before the call runs.</summary>
internal sealed class CallApprovals(ApprovalGate gate, RequestStateSeal seal, AuditDigest digest, IOptions<McpGuardOptions> options)
{
    /// <summary>The name of the guard's own question to the user, and its state while a call waits.</summary>
    private const string Name = "approval";

    /// <returns>The question whether the call has its approval, or null if the tool needs none.</returns>
    public ApprovalQuestion? QuestionOf(GuardedOperation operation, TargetRule? rule, IMcpServerPrimitive? matched, JsonElement? arguments) =>
        rule is not { NeedsApproval: true }
        ? null
        : new(gate, new ApprovalCall
        {
            Caller = operation.Caller!,
            Resource = operation.Request.Resource?.Identifier ?? options.Value.Resource!,
            Tool = rule.Name,
            Arguments = arguments ?? RequestArguments.Of(null),
            Definition = ToolDefinition.DigestOf(matched),
            OperationId = operation.Id,
            HasRun = operation.HasRun,
        });

    /// <summary>Opens the request for an approval if there is none, and holds the call for as long as its client waits.</summary>
    /// <param name="principal">The caller.</param>
    /// <param name="decision">The decision that refuses the call for lack of an approval.</param>
    /// <param name="question">The call.</param>
    /// <param name="matched">The tool.</param>
    /// <param name="decideAgain">Decides after the wait: the caller may have been revoked, or the policy changed.</param>
    /// <param name="cancellationToken">Cancelled when the client has gone.</param>
    /// <returns>The decision now.</returns>
    public async ValueTask<AccessDecision> AwaitAsync(
        CallerPrincipal principal,
        AccessDecision decision,
        ApprovalQuestion question,
        IMcpServerPrimitive? matched,
        Func<CancellationToken, ValueTask<AccessDecision>> decideAgain,
        CancellationToken cancellationToken)
    {
        var (operation, look) = (principal.Operation, decision.Approval!);

        // A round uses its state up also if the call waits on, so that the number of rounds is bounded.
        if (await seal.UseAsync(principal, cancellationToken).ConfigureAwait(false) is { } refused)
            return decision with { Reason = refused };

        if (look.CanBeRequested && operation.IsWaiting)
            return decision;
        if (look.CanBeRequested)
            look = await gate.OpenAsync(look, question.Call, Details(question.Call, matched)).ConfigureAwait(false);
        if (look.Reason == ReasonCode.Allowed)
            return await decideAgain(cancellationToken).ConfigureAwait(false);
        if (!look.IsPending)
            return decision with { Reason = look.Reason, Approval = look };

        if (principal.IsDeclined)
        {
            await gate.WithdrawAsync(look.Approval!).ConfigureAwait(false);
            return decision with { Reason = ReasonCode.ApprovalDenied, Approval = look };
        }

        if (HoldOf(operation) is var hold && hold <= TimeSpan.Zero)
            return decision with { Approval = look };

        await gate.HoldAsync(look.Approval!, hold, cancellationToken).ConfigureAwait(false);
        return await decideAgain(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Uses the approval of an allowed call.</summary>
    /// <returns>The decision: a refusal if another call has used the approval.</returns>
    public async ValueTask<AccessDecision> UseAsync(AccessDecision decision, GuardedOperation operation)
    {
        if (decision is not { IsAllowed: true, Approval: { } look })
            return decision;

        if (!operation.TryUseApproval(look.Approval?.Id))
            return decision with { Reason = ReasonCode.ApprovalUsed };

        return await gate.UseAsync(look, operation.Id).ConfigureAwait(false) is { } refused ? decision with { Reason = refused } : decision;
    }

    /// <returns>The answer that lets the client ask again with the same operation, or null if its client gets a refusal.</returns>
    public InputRequiredResult? AskToReturn(RequestContext<CallToolRequestParams> request, GuardedOperation operation, AccessDecision decision)
    {
        var settings = options.Value.Approvals;
        if (decision is not { Reason: ReasonCode.ApprovalRequired, Approval: { IsPending: true, Approval: { } pending } } ||
            !ProtocolFloor.KnowsNoAnswers(operation.Request.ProtocolVersion) || (operation.Round ?? 0) >= settings.MaxHoldRounds)
        {
            return null;
        }

        var isFirst = !operation.IsWaiting;
        if (!operation.TryWait())
            return null;

        return new InputRequiredResult
        {
            RequestState = Name,
            InputRequests = isFirst && settings.LinkTo(pending.Id) is { } link && CanOpenPages(request)
                ? new Dictionary<string, InputRequest> { [Name] = Invitation(link) }
                : null,
        };
    }

    /// <summary>Whether the user has declined to open the page of the approval.</summary>
    public static bool IsDecline(JsonObject parameters) =>
        (parameters[ProtocolMembers.InputResponses] as JsonObject)?[Name] is JsonObject answer && McpJson.TextOf(answer["action"]) == "decline";

    private TimeSpan HoldOf(GuardedOperation operation)
    {
        var settings = options.Value.Approvals;
        if (!ProtocolFloor.KnowsNoAnswers(operation.Request.ProtocolVersion))
            return settings.HoldOlderClients;

        return operation.IsWaiting ? settings.Hold : TimeSpan.Zero;
    }

    private ApprovalDetails Details(ApprovalCall call, IMcpServerPrimitive? matched)
    {
        IList<string> pointers = options.Value.Tools.TryGetValue(call.Tool, out var tool) ? tool.MaskedForApprovers : [];
        var (arguments, masked) = ArgumentMask.Apply(call.Arguments, pointers, digest);
        var all = call.Arguments.EnumerateObject().ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal);
        var definition = (matched as McpServerTool)?.ProtocolTool;
        return new ApprovalDetails(
            definition?.Description,
            arguments,
            masked,
            LeftOutArguments.DefaultsOf(definition?.InputSchema, call.Arguments),
            digest.OfArguments([.. all.Keys.Order(StringComparer.Ordinal)], all).Digest.ToString());
    }

    private static bool CanOpenPages(RequestContext<CallToolRequestParams> request) =>
        request.JsonRpcRequest.Context?.ClientCapabilities?.Elicitation?.Url is not null;

    // No arguments: the address may pass through other hands.
    private static InputRequest Invitation(Uri link) => InputRequest.ForElicitation(new ElicitRequestParams
    {
        Mode = "url",
        Url = link.AbsoluteUri,
        Message = "A person has to approve this call. Open the page to see the request, or to approve it if you may.",
    });
}
