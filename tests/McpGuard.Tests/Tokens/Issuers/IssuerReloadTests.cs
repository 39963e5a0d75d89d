using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace McpGuard.Tests.Tokens.Issuers;

/// <summary>Issuers come, go and change while the server runs.</summary>
[TestFixture]
internal sealed class IssuerReloadTests
{
    private ReloadableServer _server = null!;
    private string _first = null!;
    private string _second = null!;

    [SetUp]
    public async Task SetUp()
    {
        _server = new ReloadableServer(("Issuers:a:Issuer", "https://first.example"), ("Issuers:b:Issuer", "https://second.example"));
        _first = _server.TokenOf(_server.First);
        _second = _server.TokenOf(_server.Second);
        Assert.That(await _server.ReasonAsync(_first), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(await _server.ReasonAsync(_second), Is.EqualTo(ReasonCode.Allowed));
    }

    [TearDown]
    public void TearDown() => _server.Dispose();

    [Test]
    public async Task Cached_token_is_checked_again_when_its_issuer_has_changed()
    {
        _server.Change(("Issuers:b:MaxTokenLifetime", "00:01:00"));

        Assert.That(await _server.ReasonAsync(_second), Is.EqualTo(ReasonCode.LifetimeTooLong));
        Assert.That(await _server.ReasonAsync(_first), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    public async Task Cached_token_no_longer_counts_alone_when_its_issuer_needs_a_gateway()
    {
        _server.Change(
            ("Issuers:a:Corroboration:By", "edge"),
            ("Issuers:edge:Issuer", "edge"),
            ("Issuers:edge:Audiences", "edge"),
            ("Issuers:edge:Keys:Uri", "https://edge.example/keys"),
            ("Issuers:edge:Gateway:Client", "edge"),
            ("Issuers:edge:Gateway:Header", "X-Edge"));

        Assert.That(await _server.ReasonAsync(_first), Is.EqualTo(ReasonCode.CredentialMissing));
        Assert.That(await _server.ReasonAsync(_second), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    public async Task Issuer_that_has_not_changed_keeps_its_keys()
    {
        _server.Change(("Issuers:b:MaxTokenLifetime", "00:10:00"));
        await _server.ReasonAsync(_first);
        await _server.ReasonAsync(_second);

        Assert.That((_server.First.KeyRequests, _server.Second.KeyRequests), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task Setting_of_all_issuers_changes_every_issuer()
    {
        _server.Change(("MaxTokenLifetime", "00:01:00"));

        Assert.That(await _server.ReasonAsync(_first), Is.EqualTo(ReasonCode.LifetimeTooLong));
        Assert.That(await _server.ReasonAsync(_second), Is.EqualTo(ReasonCode.LifetimeTooLong));
    }

    [TestCase("RequireSoleAudience", "true", ReasonCode.AudienceNotSole)]
    [TestCase("ClockSkew", "00:00:00", ReasonCode.TokenNotYetValid)]
    [TestCase("MaxTokenLifetime", "00:01:00", ReasonCode.LifetimeTooLong)]
    public async Task Each_setting_for_all_is_judged_anew(string key, string value, ReasonCode expected)
    {
        var now = _server.Time.GetUtcNow().ToUnixTimeSeconds();
        var token = _server.First.Token(ValidatorHarness.Resource, _server.Time).With("nbf", now + 20)
            .With("aud", new JsonArray(ValidatorHarness.Resource, "https://beside.example")).Build();
        Assert.That(await _server.ReasonAsync(token), Is.EqualTo(ReasonCode.Allowed));

        _server.Change((key, value));

        Assert.That(await _server.ReasonAsync(token), Is.EqualTo(expected));
    }

    [Test]
    public async Task Tokens_of_an_issuer_that_is_gone_are_refused_at_once()
    {
        _server.Change(("Issuers:b:Issuer", "https://third.example"));

        Assert.That(await _server.ReasonAsync(_second), Is.EqualTo(ReasonCode.IssuerUnknown));
        Assert.That(await _server.ReasonAsync(_first), Is.EqualTo(ReasonCode.Allowed));

        _server.Change(("Issuers:b:Issuer", "https://second.example"));
        Assert.That(await _server.ReasonAsync(_second), Is.EqualTo(ReasonCode.Allowed));
    }

    [TestCase("Issuers:b:Issuer", "http://second.example", "Issuers:b:Issuer")]
    [TestCase("Issuers:b:Algorithms:0", "HS256", "HS256")]
    [TestCase("Issuers:b:Issuer", "https://first.example/", "more than once")]
    [TestCase("Issuers:b:Issuers", "x", "not an option")]
    [TestCase("ClockSkew", "soon", "ClockSkew")]
    [TestCase("Callers:AllowedActors:0", "agent-1", "AllowedActors")]
    public async Task Invalid_change_is_reported_and_not_applied(string key, string value, string named)
    {
        _server.Change((key, value), ("Issuers:a:MaxTokenLifetime", "00:01:00"));

        Assert.That(await _server.ReasonAsync(_server.TokenOf(_server.First)), Is.EqualTo(ReasonCode.Allowed), "The last good options stay, all of them.");
        var report = _server.Logs.GetSnapshot().Single(record => record.Level == LogLevel.Error);
        Assert.That(report.Message, Does.Contain("is not applied").And.Contain(named));
    }
}
