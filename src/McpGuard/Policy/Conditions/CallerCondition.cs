namespace McpGuard;

/// <summary>The call comes through allowed actors and an allowed client.</summary>
internal sealed class CallerCondition(CallerRule callers, bool saysWho = false) : Condition
{
    /// <summary>Whether it names the permitted callers. A list of denied actors, or a limit on their number, does not.</summary>
    public bool SaysWho => saysWho;

    public override string Name => "callers";

    public override ReasonCode Reason => ReasonCode.ActorNotAllowed;

    public override bool IsKnownFromRecords => true;

    public override string Demand => "an allowed actor and client";

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
    {
        var caller = request.Caller;
        var fact = caller.Actor is null ? caller.ClientId : $"{caller.Actor.Subject} by {caller.ClientId}";
        return new(callers.Check(caller) is { } refused
            ? ConditionResult.NotMet(fact) with { Reason = refused }
            : ConditionResult.Met(fact));
    }

    public static CallerCondition? Read(PolicyObject rule, ConditionSources sources)
    {
        if (rule.Object("Callers") is not { } section)
            return null;

        var options =
            new CallerOptions { Delegation = section.Choice<DelegationMode>("Delegation"), MaxActors = section.Whole("MaxActors", 1, TokenLimits.ActorDepth) };
        Fill(options.AllowedActors, "AllowedActors");
        Fill(options.DeniedActors, "DeniedActors");
        Fill(options.AllowedClients, "AllowedClients");
        section.Finish();
        if (options is { Delegation: null or DelegationMode.Optional, MaxActors: null, AllowedActors.Count: 0, DeniedActors.Count: 0, AllowedClients.Count: 0 })
            section.Wrong(null, "requires nothing. Name actors or clients, or set Delegation or MaxActors");
        foreach (var problem in CallerProblems.Find(section.Path, options, sources.DefaultIssuer))
            section.Problems.Add(problem);

        return new CallerCondition(
            new CallerRule(options, sources, TokenLimits.ActorDepth), saysWho: options.AllowedActors.Count + options.AllowedClients.Count > 0);

        void Fill(IList<string> names, string member)
        {
            foreach (var name in section.Texts(member))
                names.Add(name);
        }
    }
}
