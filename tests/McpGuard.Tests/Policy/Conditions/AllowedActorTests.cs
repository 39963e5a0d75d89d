namespace McpGuard.Tests.Policy.Conditions;

/// <summary>Only the current actor can be an allowed one, by its name at its issuer.</summary>
[TestFixture]
[Category("DEL-7")]
internal sealed class AllowedActorTests
{
    private const string Other = Callers.OtherIssuer;

    [TestCase("agent-1", ReasonCode.Allowed)]
    [TestCase($"{Callers.Issuer} agent-1", ReasonCode.Allowed)]
    [TestCase($"{Callers.Issuer}/ agent-1", ReasonCode.Allowed)]
    [TestCase("agent-9", ReasonCode.ActorNotAllowed)]
    [TestCase("AGENT-1", ReasonCode.ActorNotAllowed)]
    [TestCase("agent-1 ", ReasonCode.ActorNotAllowed)]
    [TestCase($"{Other} agent-1", ReasonCode.ActorNotAllowed)]
    public void Name_alone_is_one_of_the_only_issuer(string actor, ReasonCode expected) =>
        Assert.That(Allowing("agent-1").Judge(Caller(actor)), Is.EqualTo(expected));

    [TestCase("agent-1", ReasonCode.ActorNotAllowed)]
    [TestCase($"{Other} agent-1", ReasonCode.Allowed)]
    [TestCase($"{Other}/ agent-1", ReasonCode.Allowed)]
    [TestCase($"{Other} agent-2", ReasonCode.ActorNotAllowed)]
    public void Name_with_its_issuer_does_not_match_another_issuer(string actor, ReasonCode expected)
    {
        Assert.That(Allowing($"{Other} agent-1").Judge(Caller(actor)), Is.EqualTo(expected));
        Assert.That(Allowing($"{Other}/ agent-1").Judge(Caller(actor)), Is.EqualTo(expected));
        Assert.That(AllowingOfSeveral($"{Other} agent-1").Judge(Caller(actor)), Is.EqualTo(expected));
    }

    [Test]
    public void Actor_without_an_issuer_is_one_of_the_tokens_issuer()
    {
        var harness = AllowingOfSeveral($"{Other} agent-1");

        Assert.That(harness.Judge(Callers.With(actor: new("agent-1"), issuer: Other)), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(harness.Judge(Callers.With(actor: new("agent-1", Callers.Issuer), issuer: Other)), Is.EqualTo(ReasonCode.ActorNotAllowed));
    }

    [Test]
    public void Name_may_have_spaces()
    {
        Assert.That(Allowing("my agent").Judge(Callers.With(actor: new("my agent"))), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(Allowing($"{Callers.Issuer} my agent").Judge(Callers.With(actor: new("my agent"))), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    public void Several_actors_can_be_allowed()
    {
        var harness = Allowing("agent-1", "agent-2");

        Assert.That(harness.Judge(Callers.Through("agent-2")), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(harness.Judge(Callers.Through("agent-3")), Is.EqualTo(ReasonCode.ActorNotAllowed));
    }

    [TestCase("agent-9", "agent-1")]
    [TestCase("agent-9", "agent-8", "agent-1")]
    [Category("DEL-2")]
    [Category("DEL-3")]
    public void Prior_actor_grants_nothing(params string[] chain) =>
        Assert.That(Allowing("agent-1").Judge(Callers.Through(chain)), Is.EqualTo(ReasonCode.ActorNotAllowed));

    [Test]
    [Category("DEL-2")]
    public void Prior_actor_need_not_be_allowed() =>
        Assert.That(Allowing("agent-1").Judge(Callers.Through("agent-1", "anybody", $"{Other} else")), Is.EqualTo(ReasonCode.Allowed));

    [Test]
    [Category("DEL-1")]
    public void Neither_subject_nor_client_is_the_actor()
    {
        Assert.That(Allowing("alice").Judge(Callers.Through("agent-1")), Is.EqualTo(ReasonCode.ActorNotAllowed));
        Assert.That(Allowing("desktop").Judge(Callers.With(actor: new("agent-1"), clientId: "desktop")), Is.EqualTo(ReasonCode.ActorNotAllowed));
    }

    private static PolicyHarness Allowing(params string[] actors) => new(options => Allow(options, actors));

    private static PolicyHarness AllowingOfSeveral(params string[] actors) => new(options =>
    {
        options.Issuers["agents"] = new IssuerOptions { Issuer = Other };
        options.DefaultIssuer = Callers.Issuer;
        Allow(options, actors);
    });

    private static void Allow(McpGuardOptions options, string[] actors)
    {
        foreach (var actor in actors)
            options.Callers.AllowedActors.Add(actor);
    }

    // An actor whose name ends with a space is none that Through could read.
    private static DelegatedCaller Caller(string actor) =>
        actor.EndsWith(' ') ? Callers.With(actor: new(actor)) : Callers.Through(actor);
}
