using McpGuard.Testing;

namespace McpGuard.Tests.Tokens.Keys;

/// <summary>Keys that do not come by the issuer's metadata.</summary>
[TestFixture]
internal sealed class KeySourceTests
{
    private readonly TestSigningKey _key = new("key-1");
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("mcpguard-");

    [TearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    [OneTimeTearDown]
    public void DisposeKey() => _key.Dispose();

    [Test]
    public async Task Keys_of_the_options_need_no_issuer()
    {
        using var guard = new ValidatorHarness(issuer: issuer => issuer.Keys.Jwks = KeySets.JsonOf(_key));
        guard.Authority.IsReachable = false;

        Assert.That(await guard.ReasonAsync(guard.Token().SignedWith(_key)), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(await guard.ReasonAsync(guard.Token()), Is.EqualTo(ReasonCode.SignatureInvalid));
        Assert.That(await guard.ReasonAsync(guard.Token().WithHeader("kid", "other")), Is.EqualTo(ReasonCode.KeyUnknown));
    }

    [Test]
    public async Task Keys_of_a_file_are_read_again_when_it_has_new_ones()
    {
        var file = Path.Combine(_folder.FullName, "keys.json");
        using var second = new TestSigningKey("key-2");
        await File.WriteAllTextAsync(file, KeySets.JsonOf(_key));
        using var guard = new ValidatorHarness(issuer: issuer => issuer.Keys.File = file);
        Assert.That(await guard.ReasonAsync(guard.Token().SignedWith(_key)), Is.EqualTo(ReasonCode.Allowed));

        await File.WriteAllTextAsync(file, KeySets.JsonOf(second));

        Assert.That(await guard.ReasonAsync(guard.Token().WithHeader("kid", "key-2").SignedWith(second)), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(await guard.ReasonAsync(guard.Token().SignedWith(_key)), Is.Not.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    [Category("TOK-30")]
    public async Task File_that_is_gone_or_no_key_set_leaves_the_last_keys()
    {
        var file = Path.Combine(_folder.FullName, "keys.json");
        await File.WriteAllTextAsync(file, KeySets.JsonOf(_key));
        using var guard = new ValidatorHarness(issuer: issuer => issuer.Keys.File = file);
        await guard.ReasonAsync(guard.Token().SignedWith(_key));

        await File.WriteAllTextAsync(file, "no keys");
        await guard.ReasonAsync(guard.Token().WithHeader("kid", "other"));
        Assert.That(await guard.ReasonAsync(guard.Token().SignedWith(_key)), Is.EqualTo(ReasonCode.Allowed));

        File.Delete(file);
        guard.Time.Advance(SigningKeys.UnknownKeyPause + TimeSpan.FromSeconds(1));
        await guard.ReasonAsync(guard.Token().WithHeader("kid", "other"));
        Assert.That(await guard.ReasonAsync(guard.Token().SignedWith(_key)), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    [Category("TOK-29")]
    public async Task File_that_is_too_large_is_not_read()
    {
        var file = Path.Combine(_folder.FullName, "keys.json");
        await File.WriteAllTextAsync(file, KeySets.JsonOf(_key).PadRight(Backchannel.MaxAnswerBytes));
        using var guard = new ValidatorHarness(issuer: issuer => issuer.Keys.File = file);
        Assert.That(await guard.ReasonAsync(guard.Token().SignedWith(_key)), Is.EqualTo(ReasonCode.Allowed));
        await File.AppendAllTextAsync(file, " ");

        await guard.ReasonAsync(guard.Token().WithHeader("kid", "other"));
        Assert.That(guard.Keys.IsFailing, Is.True);
        Assert.That(() => new ValidatorHarness(issuer: issuer => issuer.Keys.File = file).Keys, Throws.Exception.With.Message.Contains("512 KiB"));
    }

    [Test]
    public async Task Keys_of_an_address_are_read_from_there()
    {
        using var server = new LoopbackServer((_, _) => (200, KeySets.JsonOf(_key)));
        using var guard = Direct.Guard(issuer => issuer.Keys.Uri = $"{server.Url}/jwks.json?v=1");

        Assert.That(await guard.ReasonAsync(guard.Token().SignedWith(_key)), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(server.Requests.Select(request => request.Path), Is.EqualTo(new[] { "/jwks.json" }));
    }

    [Test]
    [Category("TOK-28")]
    public async Task Interval_and_age_are_the_options()
    {
        using var guard = new ValidatorHarness(issuer: issuer =>
        {
            issuer.Keys.RefreshInterval = TimeSpan.FromSeconds(10);
            issuer.Keys.MaxAge = TimeSpan.FromSeconds(20);
        });
        await guard.ReasonAsync(guard.Token());

        guard.Time.Advance(TimeSpan.FromSeconds(11));
        await guard.ReasonAsync(guard.Token());
        await Eventually.IsTrueAsync(() => guard.Authority.KeyRequests == 2 && guard.Keys.Age == TimeSpan.Zero);

        guard.Authority.IsReachable = false;
        guard.Time.Advance(TimeSpan.FromSeconds(21));
        Assert.That(await guard.ReasonAsync(guard.Token()), Is.EqualTo(ReasonCode.KeysUnavailable));
    }
}
