namespace McpGuard.Tests.Policy.Conditions;

/// <summary>Whether somebody must act for the subject, may, or must not: for the server and for one tool.</summary>
[TestFixture]
[Category("DEL-8")]
internal sealed class RequiredDelegationTests
{
    private readonly Probe _probe = Probe.Open();

    private static IEnumerable<TestCaseData> Modes() =>
    [
        new(null, false, ReasonCode.Allowed), new(null, true, ReasonCode.Allowed),
        new(DelegationMode.Optional, false, ReasonCode.Allowed), new(DelegationMode.Optional, true, ReasonCode.Allowed),
        new(DelegationMode.Required, false, ReasonCode.ActorRequired), new(DelegationMode.Required, true, ReasonCode.Allowed),
        new(DelegationMode.Forbidden, false, ReasonCode.Allowed), new(DelegationMode.Forbidden, true, ReasonCode.ActorForbidden),
    ];

    [TestCaseSource(nameof(Modes))]
    public void Server_determines_whether_delegation_is_required(DelegationMode? mode, bool isDelegated, ReasonCode expected)
    {
        var harness = new PolicyHarness(options => options.Callers.Delegation = mode, _probe.Tool);

        Assert.That(harness.Judge(Caller(isDelegated)), Is.EqualTo(expected));
        Assert.That(harness.Judge(Caller(isDelegated), _probe.Tool), Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(Modes))]
    public void Tool_determines_delegation_for_its_own_calls_only(DelegationMode? mode, bool isDelegated, ReasonCode expected)
    {
        var other = Probe.Open("other");
        var harness = new PolicyHarness(options => options.Tools["open"] = new ToolOptions { Callers = { Delegation = mode } }, _probe.Tool, other.Tool);

        Assert.That(harness.Judge(Caller(isDelegated), _probe.Tool), Is.EqualTo(expected));
        Assert.That(harness.Judge(Caller(isDelegated), other.Tool), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(harness.Judge(Caller(isDelegated)), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    public void Client_that_is_not_the_subject_does_not_act_by_that_alone()
    {
        var harness = new PolicyHarness(options => options.Callers.Delegation = DelegationMode.Required);

        Assert.That(harness.Judge(Callers.With(clientId: "agent-9")), Is.EqualTo(ReasonCode.ActorRequired));
    }

    [Test]
    public void List_of_allowed_actors_means_that_one_of_them_must_act()
    {
        var harness = new PolicyHarness(options => options.Callers.AllowedActors.Add("agent-1"));

        Assert.That(harness.Judge(Callers.With()), Is.EqualTo(ReasonCode.ActorRequired));
        Assert.That(harness.Judge(Callers.Through("agent-1")), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    public void List_of_allowed_actors_admits_direct_callers_if_the_options_allow_it()
    {
        var harness = new PolicyHarness(options =>
        {
            options.Callers.AllowedActors.Add("agent-1");
            options.Callers.Delegation = DelegationMode.Optional;
        });

        Assert.That(harness.Judge(Callers.With()), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(harness.Judge(Callers.Through("agent-9")), Is.EqualTo(ReasonCode.ActorNotAllowed));
    }

    private static DelegatedCaller Caller(bool isDelegated) => isDelegated ? Callers.Through("agent-1") : Callers.With();
}
