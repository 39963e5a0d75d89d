namespace McpGuard.Tests.Policy.Conditions;

/// <summary>How often a token may have been passed on.</summary>
[TestFixture]
[Category("DEL-4")]
internal sealed class ChainLengthTests
{
    private readonly Probe _probe = Probe.Open();

    [TestCase(0, ReasonCode.Allowed)]
    [TestCase(1, ReasonCode.Allowed)]
    [TestCase(3, ReasonCode.Allowed)]
    [TestCase(4, ReasonCode.DelegationTooDeep)]
    [TestCase(10, ReasonCode.DelegationTooDeep)]
    public void Chain_has_at_most_three_actors_by_default(int actors, ReasonCode expected) =>
        Assert.That(new PolicyHarness().Judge(Callers.ThroughSoMany(actors)), Is.EqualTo(expected));

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(5)]
    [TestCase(10)]
    public void Server_limits_the_length_of_the_actor_chain(int max)
    {
        var harness = new PolicyHarness(options => options.Callers.MaxActors = max);

        Assert.That(harness.Judge(Callers.ThroughSoMany(max)), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(harness.Judge(Callers.ThroughSoMany(max + 1)), Is.EqualTo(ReasonCode.DelegationTooDeep));
    }

    [Test]
    public void Tool_limits_its_own_actor_chain()
    {
        var harness = new PolicyHarness(options => options.Tools["open"] = new ToolOptions { Callers = { MaxActors = 1 } }, _probe.Tool);

        Assert.That(harness.Judge(Callers.ThroughSoMany(1), _probe.Tool), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(harness.Judge(Callers.ThroughSoMany(2), _probe.Tool), Is.EqualTo(ReasonCode.DelegationTooDeep));
        Assert.That(harness.Judge(Callers.ThroughSoMany(2)), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    public void Tool_without_a_limit_has_that_of_the_server()
    {
        var harness = new PolicyHarness(options =>
        {
            options.Callers.MaxActors = 10;
            options.Tools["open"] = new ToolOptions { Callers = { DeniedActors = { "bad" } } };
        }, _probe.Tool);

        Assert.That(harness.Judge(Callers.ThroughSoMany(10), _probe.Tool), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    public void Tool_does_not_raise_the_limit_of_the_server()
    {
        var harness = new PolicyHarness(options => options.Tools["open"] = new ToolOptions { Callers = { MaxActors = 10 } }, _probe.Tool);

        Assert.That(harness.Judge(Callers.ThroughSoMany(4), _probe.Tool), Is.EqualTo(ReasonCode.DelegationTooDeep));
    }
}
