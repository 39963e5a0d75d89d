using System.Reflection;
using Microsoft.Extensions.Caching.Memory;

namespace McpGuard.Tests.Tokens.Validation;

[TestFixture]
internal sealed class VerifiedTokenCacheTests
{
    [Test]
    public async Task Second_call_with_a_token_does_not_verify_it_again()
    {
        using var guard = new ValidatorHarness();
        var token = guard.Token().Build();

        var first = await guard.ValidateAsync(token);
        var second = await guard.ValidateAsync(token);

        Assert.That(second.Caller, Is.SameAs(first.Caller));
    }

    [Test]
    public async Task Second_token_of_a_caller_is_verified_separately()
    {
        using var guard = new ValidatorHarness();
        var first = await guard.ValidateAsync(guard.Token().With("jti", "1").Build());
        var second = await guard.ValidateAsync(guard.Token().With("jti", "2").Build());

        Assert.That((first.Caller!.TokenId, second.Caller!.TokenId), Is.EqualTo(("1", "2")));
    }

    [Test]
    public async Task Refused_token_is_judged_anew()
    {
        using var guard = new ValidatorHarness();
        var token = guard.Token().WithTimes(60, 120, guard.Time).Build();
        Assert.That(await guard.ReasonAsync(token), Is.EqualTo(ReasonCode.TokenNotYetValid));

        guard.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.That(await guard.ReasonAsync(token), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    [Category("STD-3")]
    public async Task Remembered_token_expires_to_the_second()
    {
        using var guard = new ValidatorHarness();
        var token = guard.Token().WithTimes(0, 60, guard.Time).Build();
        await guard.ReasonAsync(token);

        guard.Time.Advance(TimeSpan.FromSeconds(89));
        Assert.That(await guard.ReasonAsync(token), Is.EqualTo(ReasonCode.Allowed));

        guard.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await guard.ReasonAsync(token), Is.EqualTo(ReasonCode.TokenExpired));
    }

    [Test]
    public async Task Token_that_ends_while_it_is_verified_is_a_result_and_no_exception([Range(100, 1000, 100)] int milliseconds)
    {
        using var guard = new ValidatorHarness();
        var token = guard.Token().WithTimes(-60, -29, guard.Time).Build();
        guard.Time.AutoAdvanceAmount = TimeSpan.FromMilliseconds(milliseconds);

        Assert.That(await guard.ReasonAsync(token), Is.AnyOf(ReasonCode.Allowed, ReasonCode.TokenExpired));
    }

    [Test]
    public async Task Changed_keys_make_every_token_be_verified_again()
    {
        using var guard = new ValidatorHarness();
        var token = guard.Token().Build();
        var before = (await guard.ValidateAsync(token)).Caller;

        guard.Authority.RotateKey();
        await guard.ValidateAsync(guard.Token().Build());

        Assert.That((await guard.ValidateAsync(token)).Caller, Is.Not.Null.And.Not.SameAs(before));
    }

    [Test]
    public async Task Full_cache_accepts_no_more_entries()
    {
        using var guard = new ValidatorHarness(options => options.TokenCacheSize = 1);
        await guard.ValidateAsync(guard.Token().Build());
        var token = guard.Token().Build();

        var first = await guard.ValidateAsync(token);
        var second = await guard.ValidateAsync(token);

        Assert.That(second.Caller, Is.Not.Null.And.Not.SameAs(first.Caller));
    }

    [Test]
    public async Task Cache_knows_the_hash_of_a_token_and_not_the_token()
    {
        using var guard = new ValidatorHarness();
        await guard.ValidateAsync(guard.Token().Build());

        var entries = (MemoryCache)typeof(VerifiedTokenCache).GetField("_entries", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(guard.Cache)!;
        var fields = typeof(TokenHash).GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);

        Assert.That(entries.Keys, Is.All.InstanceOf<TokenHash>().And.Exactly(1).Items);
        Assert.That(fields.Select(field => field.FieldType), Has.All.EqualTo(typeof(ulong)));
    }

    [Test]
    public async Task Known_token_is_found_in_the_memory_of_the_request()
    {
        using var guard = new ValidatorHarness();
        var token = guard.Token().Build();
        var accepted = await guard.ValidateAsync(token);

        Assert.That(guard.Validator.FindKnown($"Bearer {token}".AsSpan(7))?.Caller, Is.SameAs(accepted.Caller));
        Assert.That(guard.Validator.FindKnown(guard.Token().Build()), Is.Null);
        Assert.That(guard.Validator.FindKnown(token.AsSpan(..^1)), Is.Null);
        Assert.That(guard.Validator.FindKnown(new string('a', TokenLimits.TokenLength + 1)), Is.Null);
        Assert.That(guard.Validator.FindKnown($"{token}\u0100"), Is.Null);
    }

    [Test]
    public async Task Expired_token_is_not_accepted_as_known()
    {
        using var guard = new ValidatorHarness();
        var token = guard.Token().WithTimes(0, 60, guard.Time).Build();
        await guard.ValidateAsync(token);
        guard.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.That(guard.Validator.FindKnown(token)?.Caller, Is.Null);
    }

    [Test]
    public void Tokens_of_every_length_have_hashes_of_their_own()
    {
        string[] tokens = ["", "a", "b", new string('a', 2048), new string('a', 2049), new string('a', TokenLimits.TokenLength)];

        Assert.That(tokens.Select(token => TokenHash.Of(token)), Is.Unique);
        Assert.That(TokenHash.Of("a"), Is.EqualTo(TokenHash.Of(new string('a', 1))));
    }
}
