using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.Tests.Tokens.Issuers;

/// <summary>What an issuer's tokens may leave out, and what they must not.</summary>
[TestFixture]
[Category("TOK-16")]
internal sealed class ClaimRelaxationTests
{
    private readonly ValidatorHarness _guard = new(issuer: issuer =>
    {
        issuer.Claims.Optional.Add("iat");
        issuer.Claims.Optional.Add("jti");
    });

    [OneTimeTearDown]
    public void TearDown() => _guard.Dispose();

    [TestCase("iss")]
    [TestCase("sub")]
    [TestCase("aud")]
    [TestCase("exp")]
    [TestCase("client_id")]
    public async Task Claim_that_is_not_optional_is_required(string claim) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().Without(claim)), Is.EqualTo(ReasonCode.ClaimMissing));

    [Test]
    public async Task Token_may_lack_when_it_was_issued()
    {
        var caller = (await _guard.ValidateAsync(_guard.Token().Without("iat").Build())).Caller!;

        Assert.That(caller.IssuedAt, Is.Null);
    }

    [Category("TOK-22")]
    [TestCase(930, ReasonCode.Allowed)]
    [TestCase(931, ReasonCode.LifetimeTooLong)]
    public async Task Time_that_is_left_is_bounded_too(int seconds, ReasonCode expected) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithTimes(0, seconds, _guard.Time).Without("iat")), Is.EqualTo(expected));

    [Test]
    [Category("LOG-4")]
    public async Task Token_without_an_identifier_has_a_stable_keyed_name()
    {
        var token = _guard.Token().Without("jti").Build();
        var reference = _guard.Services.GetRequiredService<TokenReference>();

        var name = (await _guard.ValidateAsync(token)).Caller!.TokenId;

        Assert.That(name, Does.Match("^ref:[0-9a-f]{32}$"));
        Assert.That(name, Is.EqualTo(reference.Of(token)).And.Not.EqualTo(reference.Of(token + "x")));
        Assert.That(name, Is.Not.EqualTo(new TokenReference().Of(token)), "Each process has a key of its own.");
    }

    [TestCase("iat", "\"soon\"")]
    [TestCase("jti", "1")]
    public async Task Optional_claim_must_have_its_type(string claim, string value) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().With(claim, JsonNode.Parse(value))), Is.EqualTo(ReasonCode.ClaimInvalid));

    [Category("DEL-9")]
    [Test]
    public async Task Client_is_the_actor_if_the_issuer_options_say_so()
    {
        using var guard = new ValidatorHarness(issuer: issuer => issuer.ActorSource = ActorSource.ClientId);

        var direct = (await guard.ValidateAsync(guard.Token().Without("act").With("client_id", "robot").Build())).Caller!;
        var delegated = (await guard.ValidateAsync(guard.Token().With("client_id", "robot").Build())).Caller!;

        Assert.That((direct.Actor, direct.ActorSource), Is.EqualTo((new Actor("robot"), ActorSource.ClientId)));
        Assert.That((delegated.Actor, delegated.ActorSource), Is.EqualTo((new Actor("agent-1"), ActorSource.Act)));
    }
}
