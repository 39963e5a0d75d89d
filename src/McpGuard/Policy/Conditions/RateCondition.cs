namespace McpGuard;

/// <summary>
/// A maximum number of calls within a window. Each tool and prompt has its own counter; everything else in the rule shares one. A call
/// counts only if all other requirements are met.
/// </summary>
internal sealed class RateCondition(GuardState state, string rule, int calls, TimeSpan window, RatePartition per) : Condition
{
    public override string Name => "rate";

    public override ReasonCode Reason => ReasonCode.RateExceeded;

    public override ConditionStage Stage => ConditionStage.Counted;

    public override string Demand => $"at most {calls} calls in {window}";

    public static RateCondition? Read(PolicyObject rule, string ruleName, ConditionSources sources)
    {
        if (rule.Object("Rate") is not { } section)
            return null;

        var calls = section.Whole("Calls", 1, 1_000_000);
        var window = section.Duration("Window", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        var per = section.Choice<RatePartition>("Per") ?? RatePartition.Caller;
        if (calls is null)
            section.Wrong("Calls", "is needed: how many calls there may be in a Window");
        if (window is null)
            section.Wrong("Window", "is needed: how long the calls are counted for, such as 00:01:00");

        section.Finish();
        return calls is { } count && window is { } span
            ? new RateCondition(sources.State, ruleName, count, span, per)
            : null;
    }

    public override ValueTask<ConditionResult> ForeseeAsync(AccessRequest request, CancellationToken cancellationToken) =>
        TakeAsync(request, 0, cancellationToken);

    // A question without consequences, as in a list, is not counted.
    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) =>
        TakeAsync(request, request.Memo is null ? 0 : 1, cancellationToken);

    private async ValueTask<ConditionResult> TakeAsync(AccessRequest request, int count, CancellationToken cancellationToken)
    {
        var (method, target) = IsCountedByName(request) ? (request.Method, request.Target ?? "") : ("", "");
        var key = new RateKey(rule, calls, window, method, target, KeyOf(request.Caller));
        var answer = await state.TakeAsync(key, count, cancellationToken).ConfigureAwait(false);
        if (!answer.IsKnown)
            return ConditionResult.NotMet() with { Reason = answer.Fault };

        return answer.Value.IsAcquired
            ? ConditionResult.Met()
            : ConditionResult.NotMet($"more than {calls} in {window}") with { RetryAfter = answer.Value.RetryAfter ?? window };
    }

    // Tools and prompts by name; a client can name any number of resources of a template and of unknown targets.
    private static bool IsCountedByName(AccessRequest request) => !request.IsTargetUnknown && request.TargetKind is (TargetKind.Tool or TargetKind.Prompt);

    private string KeyOf(DelegatedCaller caller) => per switch
    {
        RatePartition.Caller => CallerKey.Of(caller),
        RatePartition.Subject => $"{caller.Issuer}\n{caller.Subject}",
        _ => "",
    };
}
