namespace McpGuard;

/// <summary>A policy engine permits the request.</summary>
internal sealed class EngineCondition(PolicyEngine? engine, EngineOptions options) : Condition
{
    public override string Name => "engine";

    public override ReasonCode Reason => ReasonCode.EngineDenied;

    public override ConditionStage Stage => ConditionStage.Remote;

    public override string Demand => $"a permit of {options.Address.Host}";

    // The engine's own timeout is shorter, so the error names the engine.
    public override TimeSpan Patience => options.Timeout + base.Patience;

    public static EngineCondition? Read(PolicyObject rule, ConditionSources sources)
    {
        if (!rule.Flag("AskEngine"))
            return null;
        if (sources.Engine is { } options)
            return new EngineCondition(sources.Server?.Engine, options);

        rule.Wrong("AskEngine", "is set, but the policy has no Engine");
        return null;
    }

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) =>
        engine is null ? new(ConditionResult.Undecided) : AskAsync(engine, request, cancellationToken);

    private async ValueTask<ConditionResult> AskAsync(PolicyEngine engine, AccessRequest request, CancellationToken cancellationToken) =>
        await engine.AskAsync(request, options, cancellationToken).ConfigureAwait(false) switch
        {
            true => ConditionResult.Met("permit"),
            false => ConditionResult.NotMet("deny"),
            null => ConditionResult.NotMet() with { Reason = ReasonCode.EngineUnavailable },
        };
}
