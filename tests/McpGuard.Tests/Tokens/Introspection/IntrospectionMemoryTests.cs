namespace McpGuard.Tests.Tokens.Introspection;

/// <summary>What an issuer said of a token is good for a while, and never beyond the token's end.</summary>
[TestFixture]
[Category("TOK-35")]
internal sealed class IntrospectionMemoryTests
{
    private static readonly TimeSpan _instant = TimeSpan.FromMilliseconds(1);

    [Test]
    [Category("REV-2")]
    public async Task Token_that_the_issuer_revokes_is_refused_when_its_answer_is_too_old()
    {
        using var guard = new IntrospectionHarness();
        Assert.That(await guard.ReasonAsync(), Is.EqualTo(ReasonCode.Allowed));
        guard.Active["active"] = false;

        guard.Time.Advance(TimeSpan.FromSeconds(30) - _instant);
        Assert.That(await guard.ReasonAsync(), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(guard.Requests, Has.Count.EqualTo(1));

        guard.Time.Advance(_instant);
        Assert.That(await guard.ReasonAsync(), Is.EqualTo(ReasonCode.TokenInactive));
    }

    [Test]
    public async Task Time_is_the_option()
    {
        using var guard = new IntrospectionHarness(options => options.CacheDuration = TimeSpan.FromSeconds(2));
        await guard.ReasonAsync();

        guard.Time.Advance(TimeSpan.FromSeconds(2) - _instant);
        await guard.ReasonAsync();
        Assert.That(guard.Requests, Has.Count.EqualTo(1));

        guard.Time.Advance(_instant);
        await guard.ReasonAsync();
        Assert.That(guard.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Answer_is_not_remembered_beyond_the_end_of_the_token_and_the_skew_is_not_for_that()
    {
        using var guard = new IntrospectionHarness();
        guard.Active["exp"] = guard.Time.GetUtcNow().ToUnixTimeSeconds() + 5;
        await guard.ReasonAsync();
        guard.Time.Advance(TimeSpan.FromSeconds(5) - _instant);
        await guard.ReasonAsync();
        Assert.That(guard.Requests, Has.Count.EqualTo(1));

        guard.Time.Advance(_instant);
        Assert.That(await guard.ReasonAsync(), Is.EqualTo(ReasonCode.Allowed), "Within the skew.");
        Assert.That(await guard.ReasonAsync(), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(guard.Requests, Has.Count.EqualTo(3));

        guard.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.That(await guard.ReasonAsync(), Is.EqualTo(ReasonCode.TokenExpired));
    }

    [Test]
    public async Task Made_up_token_is_not_asked_about_again_for_the_same_time()
    {
        using var guard = new IntrospectionHarness();
        guard.Active["active"] = false;
        await guard.ReasonAsync("made-up");
        Assert.That(await guard.ReasonAsync("made-up"), Is.EqualTo(ReasonCode.TokenInactive));
        await guard.ReasonAsync("another");
        Assert.That(guard.Requests, Has.Count.EqualTo(2));

        guard.Time.Advance(TimeSpan.FromSeconds(30));
        guard.Active["active"] = true;

        Assert.That(await guard.ReasonAsync("made-up"), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    public async Task Only_a_refusal_by_the_issuer_is_remembered_as_refused()
    {
        using var guard = new IntrospectionHarness();
        guard.Active["aud"] = "https://other.example";
        Assert.That(await guard.ReasonAsync(), Is.EqualTo(ReasonCode.AudienceMismatch));
        guard.Status = 503;
        Assert.That(await guard.ReasonAsync(), Is.EqualTo(ReasonCode.IntrospectionUnavailable));

        guard.Status = 200;
        guard.Active["aud"] = ValidatorHarness.Resource;

        Assert.That(await guard.ReasonAsync(), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    [Category("REV-2")]
    public async Task Issuer_is_asked_for_every_call_if_the_cache_is_off()
    {
        using var guard = new IntrospectionHarness(options => options.CacheDuration = TimeSpan.Zero);
        Assert.That(await guard.ReasonAsync(), Is.EqualTo(ReasonCode.Allowed));

        guard.Active["active"] = false;
        Assert.That(await guard.ReasonAsync(), Is.EqualTo(ReasonCode.TokenInactive));

        guard.Active["active"] = true;
        Assert.That(await guard.ReasonAsync(), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(guard.Requests, Has.Count.EqualTo(3));
    }
}
