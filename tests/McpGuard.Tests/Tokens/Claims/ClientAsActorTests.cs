using System.Text.Json.Nodes;

namespace McpGuard.Tests.Tokens.Claims;

/// <summary>An issuer that knows no <c>act</c> can name the agent as the client, if the options say so of that issuer.</summary>
[TestFixture]
[Category("DEL-9")]
internal sealed class ClientAsActorTests
{
    [Test]
    public async Task Client_is_the_actor_of_a_token_without_one_if_the_options_say_so()
    {
        using var guard = With(ActorSource.ClientId);

        var caller = (await guard.ValidateAsync(guard.Token().Without("act").With("client_id", "agent-7").Build())).Caller!;

        Assert.That((caller.Actor, caller.ActorSource, caller.ClientId), Is.EqualTo((new Actor("agent-7"), ActorSource.ClientId, "agent-7")));
    }

    [Test]
    public async Task Actor_in_the_token_takes_precedence()
    {
        using var guard = With(ActorSource.ClientId);

        var caller = (await guard.ValidateAsync(guard.Token().With("act", new JsonObject { ["sub"] = "agent-7" }).Build())).Caller!;

        Assert.That((caller.Actor, caller.ActorSource), Is.EqualTo((new Actor("agent-7"), ActorSource.Act)));
    }

    [Test]
    public async Task Client_is_not_an_actor_by_default()
    {
        using var guard = new ValidatorHarness();

        Assert.That((await guard.ValidateAsync(guard.Token().Without("act").Build())).Caller!.Actor, Is.Null);
    }

    private static ValidatorHarness With(ActorSource source) => new(issuer: issuer => issuer.ActorSource = source);
}
