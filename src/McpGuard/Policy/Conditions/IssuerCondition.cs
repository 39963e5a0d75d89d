namespace McpGuard;

/// <summary>The token is from one of the given issuers. The facts of the same rule are then believed only from these issuers.</summary>
internal sealed class IssuerCondition(FactIssuers issuers) : Condition
{
    public override string Name => "issuers";

    public override ReasonCode Reason => ReasonCode.IssuerNotAllowed;

    public override bool IsKnownFromRecords => true;

    public override string Demand => $"a token from {issuers}";

    public static FactIssuers? Read(PolicyObject rule, ConditionSources sources)
    {
        if (rule.Texts("Issuers") is not { Length: > 0 } names)
            return null;

        foreach (var name in names.Where(name => !sources.Trusts(name)))
            rule.Wrong(
                "Issuers",
                $"has '{name}', which is not a trusted issuer{NearestName.Suggest(name, sources.Issuers)} Trusted are: {string.Join(", ", sources.Issuers)}");

        return new FactIssuers(names);
    }

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) =>
        new(ConditionResult.Of(issuers.VouchFor(request.Caller), request.Caller.Issuer));
}
