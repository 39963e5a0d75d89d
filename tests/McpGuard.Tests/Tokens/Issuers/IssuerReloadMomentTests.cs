using Microsoft.Extensions.Logging;

namespace McpGuard.Tests.Tokens.Issuers;

/// <summary>A change of the issuers counts at whatever moment it comes.</summary>
[TestFixture]
internal sealed class IssuerReloadMomentTests
{
    private ReloadableServer _server = null!;

    [SetUp]
    public void SetUp() =>
        _server = new ReloadableServer(("Issuers:a:Issuer", "https://first.example"), ("Issuers:b:Issuer", "https://second.example"));

    [TearDown]
    public void TearDown() => _server.Dispose();

    [Test]
    public async Task Issuer_that_is_removed_before_the_first_call_is_not_trusted()
    {
        await _server.StartAsync();

        _server.Change(("Issuers:b:Issuer", "https://third.example"));

        Assert.That(await _server.ReasonAsync(_server.TokenOf(_server.Second)), Is.EqualTo(ReasonCode.IssuerUnknown));
    }

    [Test]
    public async Task Issuer_that_goes_while_its_token_is_verified_is_gone_for_all_that_wait()
    {
        var gate = new TaskCompletionSource();
        _server.Gate = gate.Task;
        var token = _server.TokenOf(_server.Second);
        var before = _server.ReasonAsync(token);

        _server.Change(("Issuers:b:Issuer", "https://third.example"));
        var after = _server.ReasonAsync(token);
        gate.SetResult();

        Assert.That(await Task.WhenAll(before, after), Has.All.EqualTo(ReasonCode.IssuerUnknown));
    }

    [Test]
    public async Task Rule_that_changes_while_a_token_is_verified_holds_for_it()
    {
        var gate = new TaskCompletionSource();
        _server.Gate = gate.Task;
        var second = _server.ReasonAsync(_server.TokenOf(_server.Second));
        var first = _server.ReasonAsync(_server.TokenOf(_server.First));

        _server.Change(("Issuers:b:MaxTokenLifetime", "00:01:00"));
        gate.SetResult();

        Assert.That((await first, await second), Is.EqualTo((ReasonCode.Allowed, ReasonCode.LifetimeTooLong)));
    }

    [Test]
    public async Task Valid_change_after_an_invalid_one_is_applied()
    {
        var token = _server.TokenOf(_server.First);
        Assert.That(await _server.ReasonAsync(token), Is.EqualTo(ReasonCode.Allowed));

        _server.Change(("Issuers:b:ClockSkew", "01:00:00"), ("Issuers:a:MaxTokenLifetime", "00:01:00"));
        Assert.That(await _server.ReasonAsync(token), Is.EqualTo(ReasonCode.Allowed));

        _server.Change(("Issuers:b:ClockSkew", "00:01:00"));
        Assert.That(await _server.ReasonAsync(token), Is.EqualTo(ReasonCode.LifetimeTooLong));
    }

    [Test]
    public async Task Setup_in_code_that_fails_is_reported_and_leaves_the_last_good_options()
    {
        await _server.StartAsync();
        _server.Setup = _ => throw new FormatException("No such address.");

        Assert.That(() => _server.Change(("Issuers:b:Issuer", "https://third.example")), Throws.Nothing);

        Assert.That(await _server.ReasonAsync(_server.TokenOf(_server.Second)), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(_server.Logs.GetSnapshot().Single(record => record.Level == LogLevel.Error).Message, Does.Contain("No such address."));
    }

    [Test]
    public async Task Change_after_the_server_has_stopped_is_ignored()
    {
        await _server.StartAsync();
        var logs = _server.Logs;
        _server.Dispose();

        Assert.That(() => _server.Change(("Issuers:b:Issuer", "https://third.example")), Throws.Nothing);
        Assert.That(logs.GetSnapshot().Where(entry => entry.Category != McpGuardDefaults.AuditCategory && entry.Level > LogLevel.Information), Is.Empty);
    }
}
