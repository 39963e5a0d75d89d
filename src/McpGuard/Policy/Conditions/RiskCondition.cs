using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard;

/// <summary>The session's risk is not above a level, according to a claim of the token or to an <see cref="ISessionRisk"/>.</summary>
internal sealed class RiskCondition(string[] levels, string most, ClaimPath? claim, ConditionSources sources) : Condition
{
    private readonly ISessionRisk? _provider = claim is null ? sources.Server?.Services.GetService<ISessionRisk>() : null;

    public override string Name => "risk";

    public override ReasonCode Reason => ReasonCode.RiskTooHigh;

    public override string Demand => $"a risk of at most {most}, out of {string.Join(", ", levels)}";

    public override bool MayBlock => claim is null;

    // A remote service is asked, but asking twice does no harm.
    public override ConditionStage Stage => claim is null ? ConditionStage.Remote : ConditionStage.Facts;

    public static RiskCondition? Read(PolicyObject rule, ConditionSources sources)
    {
        if (rule.Object("Risk") is not { } section)
            return null;

        var claim = section.Text("Claim");
        var levels = section.Texts("Levels");
        var most = section.Text("Max");
        if (levels.Length < 2)
            section.Wrong("Levels", "is missing. Name all levels, the lowest first, such as low, medium, high");
        if (most is null || Array.IndexOf(levels, most) < 0)
            section.Wrong("Max", $"is not one of the Levels{NearestName.Suggest(most ?? "", levels)}");
        if (claim is null && sources.Server is { } server && server.Services.GetService<ISessionRisk>() is null)
            section.Wrong("Claim", "is missing, and no ISessionRisk is registered that could say what the risk is. Add one with WithSessionRisk");

        if (claim is not null)
            sources.CheckFacts(section);

        section.Finish();
        return new RiskCondition(levels, most ?? "", claim is null ? null : new ClaimPath(claim), sources);
    }

    public override async ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
    {
        if (claim is not null && sources.FactIssuers?.VouchFor(request.Caller) is not true)
            return ConditionResult.Unvouched(request.Caller);
        if (claim is null && sources.Server is null)
            return ConditionResult.Undecided;

        var level = claim is { } path ? ClaimedLevel(path, request.Caller) : await AssessAsync(request, cancellationToken).ConfigureAwait(false);

        // An unlisted level is not met.
        var rank = Array.IndexOf(levels, level);
        return ConditionResult.Of(rank >= 0 && rank <= Array.IndexOf(levels, most), level);
    }

    private static string? ClaimedLevel(ClaimPath path, DelegatedCaller caller) =>
        path.In(caller) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private ValueTask<string?> AssessAsync(AccessRequest request, CancellationToken cancellationToken) =>
        _provider?.AssessAsync(request, cancellationToken) ?? default;
}
