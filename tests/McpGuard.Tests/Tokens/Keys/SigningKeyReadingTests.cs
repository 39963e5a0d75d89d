namespace McpGuard.Tests.Tokens.Keys;

/// <summary>When the authority is asked for its keys, and how often.</summary>
[TestFixture]
[Category("TOK-27")]
internal sealed class SigningKeyReadingTests
{
    [Test]
    public async Task Nothing_is_read_before_the_first_token()
    {
        using var guard = new ValidatorHarness();
        Assert.That(guard.Authority.KeyRequests, Is.Zero);

        await guard.ReasonAsync(guard.Token());

        Assert.That(guard.Authority.KeyRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task Many_first_calls_share_one_reading()
    {
        var gate = new TaskCompletionSource();
        using var guard = new ValidatorHarness(backchannel: inner => new GatedHandler(inner, gate.Task));
        var calls = Enumerable.Range(0, 100).Select(_ => guard.ReasonAsync(guard.Token())).ToArray();

        gate.SetResult();
        var reasons = await Task.WhenAll(calls);

        Assert.That(reasons, Has.All.EqualTo(ReasonCode.Allowed));
        Assert.That(guard.Authority.KeyRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task Aborted_call_does_not_abort_the_reading_of_other_calls()
    {
        var gate = new TaskCompletionSource();
        using var impatience = new CancellationTokenSource();
        using var guard = new ValidatorHarness(backchannel: inner => new GatedHandler(inner, gate.Task));
        var first = guard.ValidateAsync(guard.Token().Build(), impatience.Token);
        var second = guard.ReasonAsync(guard.Token());

        await impatience.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        gate.SetResult();

        Assert.That(await second, Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    public async Task Malformed_token_causes_no_reading()
    {
        using var guard = new ValidatorHarness();

        await guard.ReasonAsync("a.b.c");
        await guard.ReasonAsync(guard.Token().WithHeader("alg", "none"));
        await guard.ReasonAsync(guard.Token().Without("sub"));

        Assert.That(guard.Authority.KeyRequests, Is.Zero);
    }

    [Test]
    public async Task Thousand_unknown_key_ids_cause_one_more_reading()
    {
        using var guard = new ValidatorHarness();

        for (var i = 0; i < 1000; i++)
            Assert.That(await guard.ReasonAsync(guard.Token().WithHeader("kid", $"random-{i}")), Is.EqualTo(ReasonCode.KeyUnknown));

        Assert.That(guard.Authority.KeyRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task Unknown_key_id_causes_another_reading_after_the_pause()
    {
        using var guard = new ValidatorHarness();
        await guard.ReasonAsync(guard.Token().WithHeader("kid", "random-1"));

        guard.Time.Advance(SigningKeys.UnknownKeyPause);
        await guard.ReasonAsync(guard.Token().WithHeader("kid", "random-2"));
        Assert.That(guard.Authority.KeyRequests, Is.EqualTo(2));

        guard.Time.Advance(TimeSpan.FromSeconds(1));
        await guard.ReasonAsync(guard.Token().WithHeader("kid", "random-3"));
        Assert.That(guard.Authority.KeyRequests, Is.EqualTo(3));
    }

    [Test]
    public async Task Known_tokens_are_served_while_unknown_key_ids_are_looked_for()
    {
        using var guard = new ValidatorHarness();
        var known = guard.Token().Build();
        await guard.ReasonAsync(known);

        guard.Authority.IsReachable = false;
        await guard.ReasonAsync(guard.Token().WithHeader("kid", "random"));

        Assert.That(await guard.ReasonAsync(known), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(await guard.ReasonAsync(guard.Token()), Is.EqualTo(ReasonCode.Allowed));
    }
}
