using McpGuard.Testing;

namespace McpGuard.Tests.Tokens.Backchannels;

/// <summary>Whom the guard asks, and whom it does not, over real connections.</summary>
[TestFixture]
[Category("TOK-31")]
internal sealed class BackchannelTests
{
    [Test]
    public async Task Redirect_is_not_followed()
    {
        using var secret = new LoopbackServer((_, _) => (200, "secret"));
        using var issuer = new LoopbackServer((_, _) => (302, $"{secret.Url}/latest/meta-data"));
        var backchannel = Direct.BackchannelOf(new IssuerOptions { Issuer = issuer.Url });

        Assert.That(() => backchannel.GetAsync(new Uri($"{issuer.Url}/jwks"), CancellationToken.None), Throws.InstanceOf<HttpRequestException>());
        Assert.That(issuer.Requests, Has.Count.EqualTo(1));
        Assert.That(secret.Requests, Is.Empty);
    }

    [Test]
    [Category("TOK-30")]
    public async Task Keys_on_a_host_that_is_not_allowed_are_unavailable()
    {
        using var key = new TestSigningKey("key-1");
        using var elsewhere = new LoopbackServer((_, _) => (200, KeySets.JsonOf(key)));
        using var issuer = new LoopbackServer((_, _) => (302, elsewhere.Url));
        using var guard = Direct.Guard(options => options.Keys.Uri = $"{issuer.Url}/jwks");

        Assert.That(await guard.ReasonAsync(guard.Token().SignedWith(key)), Is.EqualTo(ReasonCode.KeysUnavailable));
        Assert.That(elsewhere.Requests, Is.Empty);
    }

    [Test]
    public void Host_that_no_option_names_is_not_asked()
    {
        var backchannel = Direct.BackchannelOf(new IssuerOptions { Issuer = "https://issuer.example" });

        foreach (var address in new[]
            {
                "https://issuer.example.evil.example/keys",
                "https://evil.example/keys",
                "https://169.254.169.254/latest",
                "https://keys.issuer.example/",
            })
            Assert.That(
                () => backchannel.GetAsync(new Uri(address), CancellationToken.None), Throws.InvalidOperationException.With.Message.Contains("AllowedHosts"));
    }

    [TestCase("http://issuer.example/keys")]
    [TestCase("ftp://issuer.example/keys")]
    [TestCase("file:///etc/passwd")]
    [TestCase("https://user:password@issuer.example/keys")]
    public void Address_that_is_not_https_is_not_asked(string address) =>
        Assert.That(() => Direct.BackchannelOf(new IssuerOptions { Issuer = "https://issuer.example" }).GetAsync(new Uri(address), CancellationToken.None),
            Throws.InvalidOperationException.With.Message.Contains("https"));

    [Test]
    public async Task Hosts_that_the_options_name_are_asked()
    {
        using var server = new LoopbackServer((_, _) => (200, "answer"));
        var options = new IssuerOptions { Issuer = "https://issuer.example", Keys = { Uri = $"{server.Url}/a" } };
        var allowed = new IssuerOptions { Issuer = "https://issuer.example", AllowedHosts = { "127.0.0.1" } };
        var asked = new IssuerOptions { Issuer = "https://issuer.example", Introspection = new() { Endpoint = $"{server.Url}/a" } };

        foreach (var issuer in new[] { options, allowed, asked })
            Assert.That(await Direct.BackchannelOf(issuer).GetAsync(new Uri($"{server.Url}/a"), CancellationToken.None), Is.EqualTo("answer"));
    }

    [Test]
    public void Answer_that_is_too_large_is_not_read()
    {
        using var server = new LoopbackServer((_, _) => (200, new string('x', Backchannel.MaxAnswerBytes + 1)));

        Assert.That(() => Direct.BackchannelOf(new IssuerOptions { Issuer = server.Url }).GetAsync(new Uri(server.Url), CancellationToken.None),
            Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    [Category("TOK-26")]
    public async Task Exception_of_a_handler_of_the_application_counts_as_an_unreachable_issuer()
    {
        using var guard = new ValidatorHarness(
            issuer: options => options.Introspection = new() { Endpoint = $"{options.Issuer}/introspect", ClientId = "mcp", ClientSecret = "secret" },
            backchannel: _ => new Throwing());

        Assert.That(await guard.ReasonAsync("opaque"), Is.EqualTo(ReasonCode.IntrospectionUnavailable));
        Assert.That(await guard.ReasonAsync(guard.Token()), Is.EqualTo(ReasonCode.KeysUnavailable));
    }

    [Test]
    public void Answer_that_does_not_come_is_not_waited_for()
    {
        using var gate = new ManualResetEventSlim();
        using var server = new LoopbackServer((_, _) => { gate.Wait(); return (200, ""); });
        var backchannel = Direct.BackchannelOf(new IssuerOptions { Issuer = server.Url }, TimeSpan.FromMilliseconds(50));

        Assert.That(
            () => backchannel.GetAsync(new Uri(server.Url), CancellationToken.None), Throws.TypeOf<HttpRequestException>().With.Message.Contains("in time"));
        gate.Set();
    }

    private sealed class Throwing : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new FormatException("The circuit is open.");
    }
}
