namespace McpGuard.Tests.Tokens.Introspection;

/// <summary>Where no endpoint is said, the issuer's metadata says it.</summary>
[TestFixture]
[Category("TOK-31")]
internal sealed class IntrospectionEndpointTests
{
    private LoopbackServer _issuer = null!;
    private ValidatorHarness _guard = null!;
    private string _metadata = null!;

    [SetUp]
    public void SetUp()
    {
        _metadata = """{"issuer":"URL","introspection_endpoint":"URL/ask"}""";
        _issuer = new LoopbackServer((request, _) => request.Url!.AbsolutePath switch
        {
            "/ask" => (200, """{"active":false}"""),
            "/.well-known/oauth-authorization-server" =>
                (200, _metadata.Replace("URL", request.Url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)),
            _ => (404, ""),
        });
        _guard = Direct.Guard(issuer =>
        {
            issuer.Issuer = _issuer.Url;
            issuer.Introspection = new IntrospectionOptions { ClientId = "mcp", ClientSecret = "secret" };
        });
    }

    [TearDown]
    public void TearDown()
    {
        _guard.Dispose();
        _issuer.Dispose();
    }

    [Test]
    public async Task Endpoint_of_the_metadata_is_asked_and_looked_up_once()
    {
        Assert.That(await _guard.ReasonAsync("opaque"), Is.EqualTo(ReasonCode.TokenInactive));
        Assert.That(await _guard.ReasonAsync("another"), Is.EqualTo(ReasonCode.TokenInactive));

        Assert.That(_issuer.Requests.Select(request => request.Path), Is.EqualTo(new[] { "/.well-known/oauth-authorization-server", "/ask", "/ask" }));
    }

    [TestCase("{}")]
    [TestCase("""{"issuer":"URL"}""")]
    [TestCase("""{"issuer":"URL","introspection_endpoint":5}""")]
    [TestCase("""{"issuer":"URL","introspection_endpoint":""}""")]
    [TestCase("""{"issuer":"URL","introspection_endpoint":"/ask"}""")]
    [TestCase("""{"issuer":"URL","introspection_endpoint":"http://issuer.example/ask"}""")]
    [TestCase("""{"issuer":"URL","introspection_endpoint":"https://evil.example/ask"}""")]
    [TestCase("""{"issuer":"URL","introspection_endpoint":"https://169.254.169.254/ask"}""")]
    [TestCase("""{"issuer":"https://evil.example","introspection_endpoint":"URL/ask"}""")]
    public async Task Token_and_secret_are_not_sent_without_a_valid_endpoint_in_the_metadata(string metadata)
    {
        _metadata = metadata;

        Assert.That(await _guard.ReasonAsync("opaque"), Is.EqualTo(ReasonCode.IntrospectionUnavailable));
        Assert.That(_issuer.Requests.Select(request => request.Method), Has.None.EqualTo("POST"));
    }

    [Test]
    public async Task Endpoint_that_has_moved_is_looked_up_again()
    {
        _metadata = """{"issuer":"URL","introspection_endpoint":"URL/old"}""";
        Assert.That(await _guard.ReasonAsync("opaque"), Is.EqualTo(ReasonCode.IntrospectionUnavailable));

        _metadata = """{"issuer":"URL","introspection_endpoint":"URL/ask"}""";

        Assert.That(await _guard.ReasonAsync("opaque"), Is.EqualTo(ReasonCode.TokenInactive));
    }
}
