using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Tokens.Keys;

/// <summary>How soon an issuer is asked again, and how old its keys are.</summary>
[TestFixture]
[Category("TOK-27")]
internal sealed class SigningKeyPauseTests
{
    private static readonly TimeSpan _instant = TimeSpan.FromMilliseconds(1);

    private readonly KeyOptions _options = new();
    private SteppedKeySource _source = null!;
    private FakeTimeProvider _time = null!;
    private SigningKeys _keys = null!;

    [SetUp]
    public void SetUp()
    {
        _source = new SteppedKeySource();
        _time = new FakeTimeProvider();
        _keys = new SigningKeys(_source, _options, _time, NullLogger.Instance);
    }

    [Test]
    public async Task Issuer_that_has_never_answered_is_asked_once_a_second()
    {
        _source.Fail();
        Assert.That(await _keys.GetAsync(CancellationToken.None), Is.Null);
        _time.Advance(SigningKeys.FailurePause);
        Assert.That(await _keys.GetAsync(CancellationToken.None), Is.Null);
        Assert.That(_source.Readings, Is.EqualTo(1));

        _time.Advance(_instant);
        _source.Answer("key-1");
        Assert.That((await _keys.GetAsync(CancellationToken.None))!.Keys.Count, Is.EqualTo(1));
    }

    [Test]
    [Category("TOK-30")]
    public async Task Issuer_whose_last_keys_are_good_is_asked_again_after_half_a_minute()
    {
        await ReadAsync("key-1");
        _time.Advance(_options.RefreshInterval + _instant);
        _source.Fail();
        await _keys.GetAsync(CancellationToken.None);
        await Eventually.IsTrueAsync(() => _keys.IsFailing);

        _time.Advance(SigningKeys.UnknownKeyPause);
        await _keys.GetAsync(CancellationToken.None);
        Assert.That(_source.Readings, Is.EqualTo(2));

        _time.Advance(_instant);
        _source.Answer("key-1");
        await _keys.GetAsync(CancellationToken.None);
        await Eventually.IsTrueAsync(() => !_keys.IsFailing);
        Assert.That(_source.Readings, Is.EqualTo(3));
    }

    [Test]
    public async Task Age_of_the_keys_counts_from_the_start_of_their_refresh()
    {
        var reading = _keys.GetAsync(CancellationToken.None).AsTask();
        await Eventually.IsTrueAsync(() => _source.Readings == 1);
        _time.Advance(TimeSpan.FromSeconds(7));
        _source.Answer("key-1");
        await reading;

        Assert.That(_keys.Age, Is.EqualTo(TimeSpan.FromSeconds(7)));
    }

    [Test]
    public async Task Old_keys_are_read_once_however_many_ask()
    {
        await ReadAsync("key-1");
        _time.Advance(_options.RefreshInterval + _instant);

        for (var i = 0; i < 100; i++)
            await _keys.GetAsync(CancellationToken.None);
        await Eventually.IsTrueAsync(() => _source.Readings == 2);
        _source.Answer("key-1");
        await Eventually.IsTrueAsync(() => _keys.Age == TimeSpan.Zero);

        Assert.That(_source.Readings, Is.EqualTo(2));
    }

    [Test]
    public async Task Key_from_a_background_refresh_is_found_without_another_refresh()
    {
        await ReadAsync("old");
        await ReadAgainAsync("old", "new");

        var (fault, _, keys) = await _keys.FindNewerAsync("new", "ES256", CancellationToken.None);

        Assert.That((fault, keys.Single().Kid), Is.EqualTo(((TokenFault?)null, "new")));
        Assert.That(_source.Readings, Is.EqualTo(2));
    }

    [Test]
    [Category("TOK-28")]
    public async Task Generation_counts_changes_of_the_keys_and_not_readings()
    {
        Assert.That(_keys.Generation, Is.Zero);
        await ReadAsync("key-1");
        Assert.That(_keys.Generation, Is.EqualTo(1));

        await ReadAgainAsync("key-2");
        Assert.That(_keys.Generation, Is.EqualTo(2));

        _time.Advance(_options.MaxAge + _instant);
        Assert.That((_keys.Generation, _keys.Age), Is.EqualTo((0, (TimeSpan?)null)));
    }

    private async Task ReadAsync(params string[] keyIds)
    {
        _source.Answer(keyIds);
        await _keys.GetAsync(CancellationToken.None);
    }

    private async Task ReadAgainAsync(params string[] keyIds)
    {
        _time.Advance(_options.RefreshInterval + _instant);
        _source.Answer(keyIds);
        _keys.RefreshIfOld();
        await Eventually.IsTrueAsync(() => _keys.Age == TimeSpan.Zero);
    }
}
