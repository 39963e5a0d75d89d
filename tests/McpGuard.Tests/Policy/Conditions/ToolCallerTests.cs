namespace McpGuard.Tests.Policy.Conditions;

/// <summary>A call needs its scopes, and the caller that the server wants, and the caller that the tool wants.</summary>
[TestFixture]
[Category("DEL-11")]
internal sealed class ToolCallerTests
{
    private readonly Probe _read = Probe.Read();

    private static IEnumerable<TestCaseData> Unfit()
    {
        yield return Of(callers => callers.Delegation = DelegationMode.Required, Callers.With("notes:read"), ReasonCode.ActorRequired);
        yield return Of(callers => callers.Delegation = DelegationMode.Forbidden, Through("agent-1"), ReasonCode.ActorForbidden);
        yield return Of(callers => callers.AllowedActors.Add("agent-9"), Through("agent-1"), ReasonCode.ActorNotAllowed);
        yield return Of(callers => callers.DeniedActors.Add("agent-2"), Through("agent-1", "agent-2"), ReasonCode.ActorDenied);
        yield return Of(callers => callers.AllowedClients.Add("desktop"), Through("agent-1"), ReasonCode.ClientNotAllowed);
        yield return Of(callers => callers.MaxActors = 1, Through("agent-1", "agent-2"), ReasonCode.DelegationTooDeep);

        static TestCaseData Of(Action<CallerOptions> configure, DelegatedCaller caller, ReasonCode reason) =>
            new TestCaseData(configure, caller, reason).SetArgDisplayNames(reason.ToString());

        static DelegatedCaller Through(params string[] actors) => Callers.With("notes:read", Callers.Through(actors).Actor);
    }

    [TestCaseSource(nameof(Unfit))]
    public void Scope_alone_is_not_enough_for_the_tool(Action<CallerOptions> configure, DelegatedCaller caller, ReasonCode expected)
    {
        var harness = new PolicyHarness(options => configure((options.Tools["read"] = new ToolOptions()).Callers), _read.Tool);

        Assert.That(harness.Judge(caller, _read.Tool), Is.EqualTo(expected));
        Assert.That(harness.Judge(caller), Is.EqualTo(ReasonCode.Allowed), "The server says nothing of it.");
    }

    [TestCaseSource(nameof(Unfit))]
    public void Scope_alone_is_not_enough_for_the_server(Action<CallerOptions> configure, DelegatedCaller caller, ReasonCode expected)
    {
        var harness = new PolicyHarness(options => configure(options.Callers), _read.Tool);

        Assert.That(harness.Judge(caller, _read.Tool), Is.EqualTo(expected));
        Assert.That(harness.Judge(caller), Is.EqualTo(expected));
    }

    [Test]
    public void Allowed_caller_still_needs_the_scopes()
    {
        var harness = new PolicyHarness(options => options.Tools["read"] = Allowing("agent-1"), _read.Tool);

        Assert.That(harness.Judge(Callers.Through("agent-1"), _read.Tool), Is.EqualTo(ReasonCode.ScopeInsufficient));
    }

    [Test]
    public void Caller_that_the_tool_does_not_allow_gets_no_scope_challenge() =>
        Assert.That(
            new PolicyHarness(options => options.Tools["read"] = Allowing("agent-1"), _read.Tool).Judge(Callers.Through("agent-9"), _read.Tool),
            Is.EqualTo(ReasonCode.ActorNotAllowed));

    [TestCase("agent-1", ReasonCode.Allowed)]
    [TestCase("agent-2", ReasonCode.ActorNotAllowed)]
    [TestCase("agent-3", ReasonCode.ActorNotAllowed)]
    [Category("DEL-7")]
    public void Tool_narrows_the_servers_list_and_does_not_widen_it(string actor, ReasonCode expected)
    {
        var harness = new PolicyHarness(options =>
        {
            options.Callers.AllowedActors.Add("agent-1");
            options.Callers.AllowedActors.Add("agent-2");
            options.Tools["read"] = Allowing("agent-1");
            options.Tools["read"].Callers.AllowedActors.Add("agent-3");
        }, _read.Tool);

        Assert.That(harness.Judge(Callers.With("notes:read", new(actor)), _read.Tool), Is.EqualTo(expected));
    }

    [Test]
    [Category("DEL-8")]
    public void Tool_that_names_its_actors_refuses_direct_callers()
    {
        var harness = new PolicyHarness(options => options.Tools["read"] = Allowing("agent-1"), _read.Tool);

        Assert.That(harness.Judge(Callers.With("notes:read"), _read.Tool), Is.EqualTo(ReasonCode.ActorRequired));
    }

    [Test]
    public void Rule_of_one_tool_does_not_apply_to_another()
    {
        var open = Probe.Open();
        var harness = new PolicyHarness(options => options.Tools["read"] = Allowing("agent-1"), _read.Tool, open.Tool);

        Assert.That(harness.Judge(Callers.Through("agent-9"), open.Tool), Is.EqualTo(ReasonCode.Allowed));
    }

    private static ToolOptions Allowing(string actor) => new() { Callers = { AllowedActors = { actor } } };
}
