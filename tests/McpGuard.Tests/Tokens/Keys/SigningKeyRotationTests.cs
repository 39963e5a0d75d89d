namespace McpGuard.Tests.Tokens.Keys;

/// <summary>New keys work at once, withdrawn ones only for a short time, and old keys bridge an outage of the authority.</summary>
[TestFixture]
internal sealed class SigningKeyRotationTests
{
    [Test]
    [Category("TOK-27")]
    public async Task New_key_is_accepted_at_once()
    {
        using var guard = new ValidatorHarness();
        var old = guard.Token().Build();
        await guard.ReasonAsync(old);

        guard.Authority.RotateKey();

        Assert.That(await guard.ReasonAsync(guard.Token()), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(await guard.ReasonAsync(old), Is.EqualTo(ReasonCode.Allowed), "The old key is still published.");
    }

    [Test]
    [Category("TOK-28")]
    public async Task Withdrawn_key_stops_working_with_the_next_reading_also_for_remembered_tokens()
    {
        using var guard = new ValidatorHarness();
        var remembered = guard.Token().Build();
        var fresh = guard.Token().Build();
        await guard.ReasonAsync(remembered);

        guard.Authority.RotateKey(withdrawOld: true);
        Assert.That(await guard.ReasonAsync(guard.Token()), Is.EqualTo(ReasonCode.Allowed));

        Assert.That(await guard.ReasonAsync(remembered), Is.EqualTo(ReasonCode.KeyUnknown));
        Assert.That(await guard.ReasonAsync(fresh), Is.EqualTo(ReasonCode.KeyUnknown));
    }

    [Test]
    [Category("TOK-28")]
    public async Task Old_keys_are_refreshed_in_the_background()
    {
        using var guard = new ValidatorHarness();
        var token = guard.Token().WithTimes(0, 900, guard.Time).Build();
        await guard.ReasonAsync(token);
        var generation = guard.Keys.Generation;
        guard.Authority.RotateKey(withdrawOld: true);

        guard.Time.Advance(new KeyOptions().RefreshInterval);
        Assert.That(await guard.ReasonAsync(token), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(guard.Authority.KeyRequests, Is.EqualTo(1));

        guard.Time.Advance(TimeSpan.FromSeconds(1));
        await guard.ReasonAsync(token);
        await Eventually.IsTrueAsync(() => guard.Keys.Generation != generation);

        Assert.That(await guard.ReasonAsync(token), Is.EqualTo(ReasonCode.KeyUnknown));
    }

    [Test]
    public async Task Reading_the_same_keys_again_forgets_no_token()
    {
        using var guard = new ValidatorHarness();
        var token = guard.Token().Build();
        var caller = (await guard.ValidateAsync(token)).Caller;

        await guard.ReasonAsync(guard.Token().WithHeader("kid", "random"));

        Assert.That(guard.Authority.KeyRequests, Is.EqualTo(2));
        Assert.That((await guard.ValidateAsync(token)).Caller, Is.SameAs(caller));
    }

    [Test]
    [Category("TOK-30")]
    public async Task Authority_that_is_down_at_first_makes_keys_unavailable_until_it_is_back()
    {
        using var guard = new ValidatorHarness();
        guard.Authority.IsReachable = false;
        Assert.That(await guard.ReasonAsync(guard.Token()), Is.EqualTo(ReasonCode.KeysUnavailable));

        guard.Authority.IsReachable = true;
        Assert.That(await guard.ReasonAsync(guard.Token()), Is.EqualTo(ReasonCode.KeysUnavailable), "It is not asked again at once.");

        guard.Time.Advance(SigningKeys.FailurePause + TimeSpan.FromMilliseconds(1));
        Assert.That(await guard.ReasonAsync(guard.Token()), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    [Category("TOK-28")]
    public async Task Cached_token_is_refused_when_its_keys_are_too_old()
    {
        using var guard = new ValidatorHarness();
        await guard.ReasonAsync(guard.Token());
        guard.Authority.IsReachable = false;
        guard.Time.Advance(new KeyOptions().MaxAge);
        var token = guard.Token().Build();
        await guard.ReasonAsync(token);

        guard.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(await guard.ReasonAsync(token), Is.EqualTo(ReasonCode.KeysUnavailable));
    }

    [Test]
    [Category("TOK-28")]
    [Category("TOK-30")]
    public async Task Authority_that_goes_down_leaves_its_last_keys_until_they_are_too_old()
    {
        using var guard = new ValidatorHarness();
        await guard.ReasonAsync(guard.Token());
        guard.Authority.IsReachable = false;

        guard.Time.Advance(new KeyOptions().MaxAge);
        Assert.That(await guard.ReasonAsync(guard.Token()), Is.EqualTo(ReasonCode.Allowed));

        guard.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await guard.ReasonAsync(guard.Token()), Is.EqualTo(ReasonCode.KeysUnavailable));

        guard.Authority.IsReachable = true;
        guard.Time.Advance(SigningKeys.FailurePause + TimeSpan.FromMilliseconds(1));
        Assert.That(await guard.ReasonAsync(guard.Token()), Is.EqualTo(ReasonCode.Allowed));
    }
}
