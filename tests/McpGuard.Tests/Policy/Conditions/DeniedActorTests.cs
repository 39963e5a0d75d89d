namespace McpGuard.Tests.Policy.Conditions;

/// <summary>A caller with a denied actor anywhere in its chain is refused; the chain has no other effect.</summary>
[TestFixture]
[Category("DEL-3")]
internal sealed class DeniedActorTests
{
    [TestCase("bad")]
    [TestCase("agent-1", "bad")]
    [TestCase("agent-1", "agent-2", "bad")]
    [TestCase("bad", "agent-1")]
    [TestCase($"{Callers.Issuer} bad")]
    [TestCase("agent-1", $"{Callers.Issuer}/ bad")]
    public void Chain_with_a_denied_actor_is_refused(params string[] chain) =>
        Assert.That(Denying("bad").Judge(Callers.Through(chain)), Is.EqualTo(ReasonCode.ActorDenied));

    [TestCase("agent-1")]
    [TestCase("agent-1", "agent-2")]
    [TestCase("Bad")]
    [TestCase($"{Callers.OtherIssuer} bad")]
    [TestCase("agent-1", $"{Callers.OtherIssuer} bad")]
    public void Chain_without_it_is_not(params string[] chain) =>
        Assert.That(Denying("bad").Judge(Callers.Through(chain)), Is.EqualTo(ReasonCode.Allowed));

    [TestCase("bad", ReasonCode.Allowed)]
    [TestCase($"{Callers.OtherIssuer} bad", ReasonCode.ActorDenied)]
    public void Denied_actor_of_another_issuer_is_that_one(string actor, ReasonCode expected) =>
        Assert.That(Denying($"{Callers.OtherIssuer} bad").Judge(Callers.Through("agent-1", actor)), Is.EqualTo(expected));

    [Test]
    public void Direct_caller_has_no_actor() =>
        Assert.That(Denying("alice", "agent-1").Judge(Callers.With()), Is.EqualTo(ReasonCode.Allowed));

    [Test]
    public void Denied_actor_is_refused_although_it_is_allowed_too()
    {
        var harness = new PolicyHarness(options =>
        {
            options.Callers.AllowedActors.Add("agent-1");
            options.Callers.DeniedActors.Add("agent-1");
        });

        Assert.That(harness.Judge(Callers.Through("agent-1")), Is.EqualTo(ReasonCode.ActorDenied));
    }

    private static PolicyHarness Denying(params string[] actors) => new(options =>
    {
        foreach (var actor in actors)
            options.Callers.DeniedActors.Add(actor);
    });
}
