using System.Text.Json.Nodes;

namespace McpGuard.Tests.Tokens.Claims;

[TestFixture]
internal sealed class DelegationTests
{
    private readonly ValidatorHarness _guard = new();

    [OneTimeTearDown]
    public void TearDown() => _guard.Dispose();

    [Test]
    [Category("DEL-2")]
    public async Task Outermost_actor_acts_and_the_inner_ones_are_history()
    {
        var token = _guard.Token()
            .With("act", JsonNode.Parse("""{"sub":"agent-1","act":{"sub":"gateway","iss":"https://g.example","act":{"sub":"portal"}}}"""));

        var actor = (await _guard.ValidateAsync(token.Build())).Caller!.Actor;

        Assert.That(actor, Is.EqualTo(new Actor("agent-1", null, new Actor("gateway", "https://g.example", new Actor("portal")))));
    }

    [TestCase("""{"sub":"pairwise","oid":"alice"}""", "alice")]
    [TestCase("""{"sub":"alice","oid":"alice"}""", null)]
    [TestCase("""{"sub":"pairwise"}""", null)]
    [TestCase("""{"sub":"pairwise","oid":1}""", null)]
    [Category("APR-5")]
    public async Task Actor_has_the_claim_that_names_people(string act, string? person)
    {
        using var guard = new ValidatorHarness(issuer: issuer => issuer.Claims.Person.Add("oid"));

        var actor = (await guard.ValidateAsync(guard.Token().With("act", JsonNode.Parse(act)).Build())).Caller!.Actor;

        Assert.That(actor!.Person, Is.EqualTo(person));
    }

    [Category("DEL-4")]
    [TestCase(10, ReasonCode.Allowed)]
    [TestCase(11, ReasonCode.ClaimInvalid)]
    [TestCase(30, ReasonCode.TokenMalformed)]
    public async Task Chain_of_actors_is_bounded(int depth, ReasonCode expected) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().With("act", Jwt.Chain(depth))), Is.EqualTo(expected));

    [Category("DEL-5")]
    [TestCase("\"agent-1\"")]
    [TestCase("[]")]
    [TestCase("[{\"sub\":\"agent-1\"}]")]
    [TestCase("{}")]
    [TestCase("{\"sub\":1}")]
    [TestCase("{\"sub\":\"\"}")]
    [TestCase("{\"sub\":null}")]
    [TestCase("{\"iss\":\"https://g.example\"}")]
    [TestCase("{\"sub\":\"agent-1\",\"iss\":1}")]
    [TestCase("{\"sub\":\"agent-1\",\"iss\":null}")]
    [TestCase("{\"sub\":\"agent-1\",\"act\":null}")]
    [TestCase("{\"sub\":\"agent-1\",\"act\":{\"sub\":1}}")]
    [TestCase("{\"Sub\":\"agent-1\"}")]
    public async Task Malformed_actor_is_refused(string act) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithRaw("act", act)), Is.EqualTo(ReasonCode.ClaimInvalid));

    [Test]
    [Category("DEL-6")]
    public async Task Times_audience_and_scope_of_an_actor_have_no_effect()
    {
        var token = _guard.Token().With("act", JsonNode.Parse(
            """{"sub":"agent-1","exp":1,"nbf":9999999999,"aud":"https://other.example","scope":"admin","client_id":"other"}"""));

        var caller = (await _guard.ValidateAsync(token.Build())).Caller!;

        Assert.That(caller.Actor, Is.EqualTo(new Actor("agent-1")));
        Assert.That(caller.Scopes, Is.Empty);
        Assert.That(caller.ClientId, Is.EqualTo("agent-1"));
    }

    [Test]
    [Category("DEL-10")]
    public async Task Claim_may_act_names_no_actor()
    {
        var token = _guard.Token().Without("act").With("may_act", new JsonObject { ["sub"] = "admin-agent" });

        Assert.That((await _guard.ValidateAsync(token.Build())).Caller!.Actor, Is.Null);
    }

    [Test]
    [Category("DEL-12")]
    public async Task Subject_may_act_for_itself()
    {
        var token = _guard.Token().With("act", new JsonObject { ["sub"] = "alice" });

        Assert.That((await _guard.ValidateAsync(token.Build())).Caller!.Actor, Is.EqualTo(new Actor("alice")));
    }
}
