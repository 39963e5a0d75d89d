namespace McpGuard.Tests.Tokens.Keys;

/// <summary>A key that is missing, and a key that has not been searched for yet, get different answers.</summary>
[TestFixture]
[Category("TOK-27")]
[Category("TOK-30")]
internal sealed class KeyNotYetLookedForTests
{
    private ValidatorHarness _guard = null!;

    [SetUp]
    public async Task SetUp()
    {
        _guard = new ValidatorHarness();
        Assert.That(await _guard.ReasonAsync(_guard.Token()), Is.EqualTo(ReasonCode.Allowed));
        _guard.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await KindAsync("made-up"), Is.EqualTo(ReasonCode.KeyUnknown));
        _guard.Time.Advance(TimeSpan.FromSeconds(1));
    }

    [TearDown]
    public void TearDown() => _guard.Dispose();

    [Test]
    public async Task New_key_is_unavailable_within_the_pause_and_accepted_after_it()
    {
        _guard.Authority.RotateKey();
        Assert.That(await _guard.ReasonAsync(_guard.Token()), Is.EqualTo(ReasonCode.KeysUnavailable));

        _guard.Time.Advance(SigningKeys.UnknownKeyPause);

        Assert.That(await _guard.ReasonAsync(_guard.Token()), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(_guard.Authority.KeyRequests, Is.EqualTo(3));
    }

    [Test]
    public async Task Key_that_was_looked_for_is_unknown_without_another_reading()
    {
        Assert.That(await KindAsync("made-up"), Is.EqualTo(ReasonCode.KeyUnknown));
        Assert.That(await KindAsync("another"), Is.EqualTo(ReasonCode.KeysUnavailable));
        Assert.That(_guard.Authority.KeyRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task Key_that_was_looked_for_is_looked_for_again_after_the_pause()
    {
        _guard.Time.Advance(SigningKeys.UnknownKeyPause);

        Assert.That(await KindAsync("made-up"), Is.EqualTo(ReasonCode.KeyUnknown));
        Assert.That(_guard.Authority.KeyRequests, Is.EqualTo(3));
    }

    [Test]
    public async Task At_most_a_thousand_absent_keys_are_remembered()
    {
        _guard.Time.Advance(SigningKeys.UnknownKeyPause);
        for (var i = 0; i < 1100; i++)
            await KindAsync($"random-{i}");

        _guard.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await KindAsync("random-999"), Is.EqualTo(ReasonCode.KeyUnknown));
        Assert.That(await KindAsync("random-1000"), Is.EqualTo(ReasonCode.KeysUnavailable));
        Assert.That(_guard.Authority.KeyRequests, Is.EqualTo(3));
    }

    [Test]
    public async Task Unknown_key_is_not_refused_while_the_issuer_is_unavailable()
    {
        _guard.Time.Advance(SigningKeys.UnknownKeyPause);
        _guard.Authority.IsReachable = false;

        Assert.That(await KindAsync("new"), Is.EqualTo(ReasonCode.KeysUnavailable));
    }

    [Test]
    public async Task Many_calls_with_the_new_key_are_all_served_by_one_reading()
    {
        _guard.Time.Advance(SigningKeys.UnknownKeyPause);
        _guard.Authority.RotateKey();

        var reasons = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => _guard.ReasonAsync(_guard.Token()))));

        Assert.That(reasons, Has.All.EqualTo(ReasonCode.Allowed));
        Assert.That(_guard.Authority.KeyRequests, Is.EqualTo(3));
    }

    [Test]
    [Category("TOK-28")]
    public async Task Tokens_of_old_and_new_keys_are_served_at_one_time()
    {
        for (var round = 0; round < 5; round++)
        {
            var old = Enumerable.Range(0, 50).Select(_ => _guard.Token().Build()).ToArray();
            _guard.Time.Advance(SigningKeys.UnknownKeyPause + TimeSpan.FromMilliseconds(1));
            _guard.Authority.RotateKey();
            var tokens = old.Concat(Enumerable.Range(0, 50).Select(_ => _guard.Token().Build())).OrderBy(token => token[^1]);

            var reasons = await Task.WhenAll(tokens.Select(token => Task.Run(() => _guard.ReasonAsync(token))));

            Assert.That(reasons, Has.All.EqualTo(ReasonCode.Allowed));
        }
    }

    [Test]
    public async Task Refresh_that_started_before_the_key_was_published_is_followed_by_another()
    {
        var source = new SteppedKeySource();
        var keys = new SigningKeys(source, new KeyOptions(), _guard.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        source.Answer("old");
        await keys.GetAsync(CancellationToken.None);

        _guard.Time.Advance(new KeyOptions().RefreshInterval + TimeSpan.FromSeconds(1));
        keys.RefreshIfOld();
        await Eventually.IsTrueAsync(() => source.Readings == 2);
        _guard.Time.Advance(TimeSpan.FromSeconds(1));
        var search = keys.FindNewerAsync("new", "ES256", CancellationToken.None);
        source.Answer("old");
        await Eventually.IsTrueAsync(() => source.Readings == 3);
        source.Answer("old", "new");

        Assert.That((await search).Keys.Single().Kid, Is.EqualTo("new"));
    }

    private Task<ReasonCode> KindAsync(string keyId) => _guard.ReasonAsync(_guard.Token().WithHeader("kid", keyId));
}
