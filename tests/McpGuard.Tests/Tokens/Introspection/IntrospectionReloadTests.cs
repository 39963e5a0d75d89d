namespace McpGuard.Tests.Tokens.Introspection;

/// <summary>What an issuer said of a token is forgotten when the issuer's options change.</summary>
[TestFixture]
[Category("TOK-35")]
internal sealed class IntrospectionReloadTests
{
    private ReloadableServer _server = null!;

    [SetUp]
    public async Task SetUp()
    {
        _server = new ReloadableServer(
            ("Issuers:a:Issuer", "https://first.example"),
            ("Issuers:a:Introspection:Endpoint", "https://first.example/ask"),
            ("Issuers:a:Introspection:ClientId", "mcp"),
            ("Issuers:a:Introspection:ClientSecret", "secret"),
            ("Issuers:b:Issuer", "https://second.example"));
        Assert.That(await _server.ReasonAsync("opaque"), Is.EqualTo(ReasonCode.Allowed));
    }

    [TearDown]
    public void TearDown() => _server.Dispose();

    [TestCase("Issuers:a:Introspection:Endpoint", "https://first.example/other")]
    [TestCase("Issuers:a:Introspection:ClientSecret", "another")]
    [TestCase("Issuers:a:Introspection:CacheDuration", "00:00:10")]
    [TestCase("Issuers:a:ClockSkew", "00:00:10")]
    public async Task Changed_issuer_is_asked_again(string key, string value)
    {
        _server.Change((key, value));

        Assert.That(await _server.ReasonAsync("opaque"), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(_server.Asked, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Change_of_another_issuer_causes_no_new_introspection()
    {
        _server.Change(("Issuers:b:ClockSkew", "00:00:10"));

        Assert.That(await _server.ReasonAsync("opaque"), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(_server.Asked, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Rule_that_changed_holds_for_the_remembered_token()
    {
        _server.Change(("Issuers:a:MaxTokenLifetime", "00:01:00"));

        Assert.That(await _server.ReasonAsync("opaque"), Is.EqualTo(ReasonCode.LifetimeTooLong));
    }

    [Test]
    public async Task Replacing_issuer_is_asked_and_the_replaced_one_is_not()
    {
        _server.Change(("Issuers:a:Issuer", "https://third.example"), ("Issuers:a:Introspection:Endpoint", "https://third.example/ask"));

        await _server.ReasonAsync("opaque");

        Assert.That(_server.Asked, Is.EqualTo(new[] { "https://first.example/ask", "https://third.example/ask" }));
    }
}
