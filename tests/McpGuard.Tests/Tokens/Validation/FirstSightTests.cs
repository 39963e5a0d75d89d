namespace McpGuard.Tests.Tokens.Validation;

/// <summary>A token that many calls bring for the first time is verified once.</summary>
[TestFixture]
internal sealed class FirstSightTests
{
    [Test]
    public async Task All_calls_that_bring_a_new_token_get_the_one_caller()
    {
        var gate = new TaskCompletionSource();
        using var guard = new ValidatorHarness(backchannel: inner => new GatedHandler(inner, gate.Task));
        var token = guard.Token().Build();

        var calls = Enumerable.Range(0, 100).Select(_ => guard.ValidateAsync(token)).ToArray();
        gate.SetResult();
        var results = await Task.WhenAll(calls);

        Assert.That(results.Select(result => result.Caller).Distinct().Count(), Is.EqualTo(1));
        Assert.That(results[0].Caller, Is.Not.Null);
    }

    [Test]
    public async Task Refusal_is_shared_and_not_remembered()
    {
        var gate = new TaskCompletionSource();
        using var guard = new ValidatorHarness(backchannel: inner => new GatedHandler(inner, gate.Task));
        guard.Authority.IsReachable = false;
        var token = guard.Token().Build();

        var calls = Enumerable.Range(0, 10).Select(_ => guard.ReasonAsync(token)).ToArray();
        gate.SetResult();
        Assert.That(await Task.WhenAll(calls), Has.All.EqualTo(ReasonCode.KeysUnavailable));

        guard.Authority.IsReachable = true;
        guard.Time.Advance(SigningKeys.FailurePause + TimeSpan.FromMilliseconds(1));
        Assert.That(await guard.ReasonAsync(token), Is.EqualTo(ReasonCode.Allowed));
    }

    [TestCase("t\u00F6ken")]
    [TestCase("to ken")]
    [TestCase("token\n")]
    [TestCase("\0")]
    [TestCase("\u20AC")]
    public async Task Token_of_other_than_visible_ascii_is_malformed(string token)
    {
        using var guard = new IntrospectionHarness();

        Assert.That(await guard.ReasonAsync(token), Is.EqualTo(ReasonCode.TokenMalformed));
        Assert.That(guard.Requests, Is.Empty);
    }
}
