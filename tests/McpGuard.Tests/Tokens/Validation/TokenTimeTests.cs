namespace McpGuard.Tests.Tokens.Validation;

/// <summary>The skew is 30 seconds and the longest life 15 minutes, unless a test says otherwise.</summary>
[TestFixture]
[Category("TOK-25")]
internal sealed class TokenTimeTests
{
    [Category("TOK-21")]
    [Category("TOK-24")]
    [TestCase(1, ReasonCode.Allowed)]
    [TestCase(-29, ReasonCode.Allowed)]
    [TestCase(-30, ReasonCode.TokenExpired)]
    [TestCase(-31, ReasonCode.TokenExpired)]
    [TestCase(-45, ReasonCode.TokenExpired)]
    public async Task Token_ends_with_exp_and_the_skew(int ends, ReasonCode expected)
    {
        using var guard = new ValidatorHarness();

        Assert.That(await guard.ReasonAsync(guard.Token().WithTimes(-300, ends, guard.Time)), Is.EqualTo(expected));
    }

    [Category("TOK-21")]
    [TestCase(-100, ReasonCode.Allowed)]
    [TestCase(30, ReasonCode.Allowed)]
    [TestCase(31, ReasonCode.TokenNotYetValid)]
    public async Task Token_is_valid_from_nbf_less_the_skew(int begins, ReasonCode expected)
    {
        using var guard = new ValidatorHarness();
        var token = guard.Token().With("nbf", guard.Time.GetUtcNow().ToUnixTimeSeconds() + begins);

        Assert.That(await guard.ReasonAsync(token), Is.EqualTo(expected));
    }

    [Category("TOK-23")]
    [TestCase(30, ReasonCode.Allowed)]
    [TestCase(31, ReasonCode.TokenNotYetValid)]
    [TestCase(600, ReasonCode.TokenNotYetValid)]
    public async Task Token_issued_in_the_future_is_refused(int issued, ReasonCode expected)
    {
        using var guard = new ValidatorHarness();

        Assert.That(await guard.ReasonAsync(guard.Token().WithTimes(issued, issued + 60, guard.Time)), Is.EqualTo(expected));
    }

    [Test]
    [Category("TOK-23")]
    public async Task Token_that_expires_before_it_is_valid_is_refused()
    {
        using var guard = new ValidatorHarness();
        var now = guard.Time.GetUtcNow().ToUnixTimeSeconds();

        Assert.That(await guard.ReasonAsync(guard.Token().WithTimes(20, 10, guard.Time)), Is.EqualTo(ReasonCode.ClaimInvalid));
        Assert.That(await guard.ReasonAsync(guard.Token().WithTimes(0, 10, guard.Time).With("nbf", now + 20)), Is.EqualTo(ReasonCode.ClaimInvalid));
        Assert.That(await guard.ReasonAsync(guard.Token().WithTimes(10, 10, guard.Time).With("nbf", now + 10)), Is.EqualTo(ReasonCode.Allowed));
    }

    [Category("TOK-22")]
    [TestCase(0, 900, ReasonCode.Allowed)]
    [TestCase(0, 901, ReasonCode.LifetimeTooLong)]
    [TestCase(-890, 10, ReasonCode.Allowed)]
    [TestCase(-891, 10, ReasonCode.LifetimeTooLong)]
    [TestCase(30, 930, ReasonCode.Allowed)]
    [TestCase(30, 931, ReasonCode.LifetimeTooLong)]
    [TestCase(0, 86400, ReasonCode.LifetimeTooLong)]
    public async Task Token_that_lives_longer_than_permitted_is_refused(int issued, int ends, ReasonCode expected)
    {
        using var guard = new ValidatorHarness();

        Assert.That(await guard.ReasonAsync(guard.Token().WithTimes(issued, ends, guard.Time)), Is.EqualTo(expected));
    }

    [Test]
    [Category("TOK-22")]
    public async Task Token_that_ends_with_the_last_second_of_all_lives_too_long()
    {
        const long LastSecond = 253_402_300_799;
        using var guard = new ValidatorHarness();
        using var opaque = new IntrospectionHarness();
        opaque.Active["exp"] = LastSecond;

        Assert.That(await guard.ReasonAsync(guard.Token().With("exp", LastSecond)), Is.EqualTo(ReasonCode.LifetimeTooLong));
        Assert.That(await opaque.ReasonAsync(), Is.EqualTo(ReasonCode.LifetimeTooLong));
    }

    [Category("TOK-22")]
    [TestCase(60, ReasonCode.Allowed)]
    [TestCase(61, ReasonCode.LifetimeTooLong)]
    public async Task Longest_life_is_the_option(int ends, ReasonCode expected)
    {
        using var guard = new ValidatorHarness(options => options.MaxTokenLifetime = TimeSpan.FromMinutes(1));

        Assert.That(await guard.ReasonAsync(guard.Token().WithTimes(0, ends, guard.Time)), Is.EqualTo(expected));
    }

    [Category("TOK-24")]
    [TestCase(0, 0, ReasonCode.TokenExpired)]
    [TestCase(0, 1, ReasonCode.Allowed)]
    [TestCase(120, -119, ReasonCode.Allowed)]
    [TestCase(120, -120, ReasonCode.TokenExpired)]
    public async Task Skew_is_the_option(int skew, int ends, ReasonCode expected)
    {
        using var guard = new ValidatorHarness(options => options.ClockSkew = TimeSpan.FromSeconds(skew));

        Assert.That(await guard.ReasonAsync(guard.Token().WithTimes(-300, ends, guard.Time)), Is.EqualTo(expected));
    }
}
