namespace McpGuard.Tests.Policy.Conditions;

[TestFixture]
internal sealed class CallerRuleTests
{
    [Test]
    [Category("DEL-8")]
    public void Caller_without_an_actor_is_refused_if_an_actor_is_required()
    {
        var probe = Probe.Open();
        var harness = new PolicyHarness(options => options.Callers.Delegation = DelegationMode.Required, probe.Tool);

        Assert.That(harness.Judge(Callers.With()), Is.EqualTo(ReasonCode.ActorRequired));
        Assert.That(harness.Decide(Callers.With(), probe.Tool, "open").Reason, Is.EqualTo(ReasonCode.ActorRequired));
        Assert.That(harness.DecideByName(Callers.With(), "open")!.Reason, Is.EqualTo(ReasonCode.ActorRequired));
        Assert.That(harness.Decide(Callers.With(actor: new("agent-1")), probe.Tool, "open").IsAllowed, Is.True);
    }

    [Test]
    public void Caller_without_an_actor_is_served_otherwise() =>
        Assert.That(new PolicyHarness().Judge(Callers.With()), Is.EqualTo(ReasonCode.Allowed));

    [TestCase(299, true)]
    [TestCase(300, false)]
    public void Caller_whose_token_has_expired_since_is_refused(int seconds, bool allowed)
    {
        var probe = Probe.Open();
        var harness = new PolicyHarness(null, probe.Tool);
        harness.Time.Advance(TimeSpan.FromSeconds(seconds));
        var expected = allowed ? ReasonCode.Allowed : ReasonCode.TokenExpired;

        Assert.That(harness.Judge(Callers.With()), Is.EqualTo(expected));
        Assert.That(harness.Decide(Callers.With(), probe.Tool, "open").Reason, Is.EqualTo(expected));
        Assert.That(harness.DecideByName(Callers.With(), "open")!.Reason, Is.EqualTo(expected));
    }

    [Test]
    public void Caller_is_checked_before_the_tool_so_that_the_answer_reveals_nothing_about_it()
    {
        var harness = new PolicyHarness(options => options.Callers.Delegation = DelegationMode.Required, Probe.Undeclared().Tool);

        Assert.That(harness.Decide(Callers.With(), null, "nope").Reason, Is.EqualTo(ReasonCode.ActorRequired));
        Assert.That(harness.DecideByName(Callers.With(), "undeclared")!.Reason, Is.EqualTo(ReasonCode.ActorRequired));
    }
}
