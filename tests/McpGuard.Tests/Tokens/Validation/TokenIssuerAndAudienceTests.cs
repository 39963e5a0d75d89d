namespace McpGuard.Tests.Tokens.Validation;

[TestFixture]
internal sealed class TokenIssuerAndAudienceTests
{
    private readonly ValidatorHarness _guard = new();

    [OneTimeTearDown]
    public void TearDown() => _guard.Dispose();

    [Category("TOK-12")]
    [TestCase("https://evil.example")]
    [TestCase("https://authority.example/")]
    [TestCase("https://AUTHORITY.example")]
    [TestCase("http://authority.example")]
    [TestCase("https://authority.example:443")]
    [TestCase("https://authority.example.evil.example")]
    [TestCase(" https://authority.example")]
    public async Task Token_of_another_issuer_is_refused(string issuer) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().With("iss", issuer)), Is.EqualTo(ReasonCode.IssuerUnknown));

    [Category("TOK-13")]
    [TestCase("https://mcp.example.com")]
    [TestCase("https://mcp.example.com/")]
    [TestCase("https://mcp.example.com/mcp/")]
    [TestCase("https://mcp.example.com/mcp2")]
    [TestCase("https://mcp.example.com/mc")]
    [TestCase("https://mcp.example.com/MCP")]
    [TestCase("https://MCP.example.com/mcp")]
    [TestCase("https://mcp.example.com:443/mcp")]
    [TestCase("https://mcp.example.com/mcp?x=1")]
    [TestCase("http://mcp.example.com/mcp")]
    [TestCase("mcp.example.com")]
    [TestCase("https://*.example.com/mcp")]
    [TestCase("*")]
    [TestCase("agent-1")]
    [TestCase("https://other.example/mcp")]
    public async Task Token_for_another_audience_is_refused(string audience) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().With("aud", audience)), Is.EqualTo(ReasonCode.AudienceMismatch));

    [Category("TOK-13")]
    [TestCase("[\"https://other.example\",\"https://mcp.example.com/mcp\"]")]
    [TestCase("[\"https://mcp.example.com/mcp\"]")]
    public async Task Token_for_several_audiences_is_accepted_if_this_one_is_among_them(string audiences) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithRaw("aud", audiences)), Is.EqualTo(ReasonCode.Allowed));

    [Category("TOK-13")]
    [TestCase("[\"https://other.example\",\"https://mcp.example.com/mcp2\"]")]
    [TestCase("[\"https://other.example https://mcp.example.com/mcp\"]")]
    [TestCase("\"https://other.example https://mcp.example.com/mcp\"")]
    public async Task Token_for_several_other_audiences_is_refused(string audiences) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithRaw("aud", audiences)), Is.EqualTo(ReasonCode.AudienceMismatch));

    [Test]
    [Category("TOK-14")]
    public async Task Token_for_several_audiences_is_refused_if_a_sole_audience_is_required()
    {
        using var guard = new ValidatorHarness(options => options.RequireSoleAudience = true);

        Assert.That(
            await guard.ReasonAsync(guard.Token().WithRaw("aud", """["https://mcp.example.com/mcp","https://other.example"]""")),
            Is.EqualTo(ReasonCode.AudienceNotSole));
        Assert.That(await guard.ReasonAsync(guard.Token().WithRaw("aud", """["https://mcp.example.com/mcp"]""")), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(await guard.ReasonAsync(guard.Token()), Is.EqualTo(ReasonCode.Allowed));
    }

    [TestCase("https://mcp.example.com", "https://mcp.example.com/")]
    [TestCase("https://mcp.example.com/", "https://mcp.example.com")]
    [TestCase("https://MCP.Example.com:443", "https://mcp.example.com/")]
    [TestCase("https://MCP.Example.com:443/Mcp", "https://mcp.example.com/Mcp")]
    [TestCase("https://MCP.Example.com:443/Mcp", "https://MCP.Example.com:443/Mcp")]
    [TestCase("https://mcp.example.com/a%20b/", "https://mcp.example.com/a%20b/")]
    public async Task Same_uri_as_the_resource_in_its_canonical_form_is_accepted(string resource, string audience) =>
        Assert.That(await ReasonAsync(resource, audience), Is.EqualTo(ReasonCode.Allowed));

    [TestCase("https://mcp.example.com/mcp", "https://mcp.example.com/mcp/")]
    [TestCase("https://mcp.example.com/mcp/", "https://mcp.example.com/mcp")]
    [TestCase("https://mcp.example.com/mcp", "https://mcp.example.com/MCP")]
    [TestCase("https://mcp.example.com/mcp", "https://MCP.example.com/mcp")]
    [TestCase("https://mcp.example.com/mcp", "https://mcp.example.com:443/mcp")]
    [TestCase("https://mcp.example.com/a%20b", "https://mcp.example.com/a b")]
    [TestCase("https://mcp.example.com/%7Ea", "https://mcp.example.com/~a")]
    [TestCase("https://mcp.example.com", "https://mcp.example.com//")]
    [TestCase("https://mcp.example.com", "mcp.example.com")]
    public async Task Other_spelling_of_the_resource_is_refused(string resource, string audience) =>
        Assert.That(await ReasonAsync(resource, audience), Is.EqualTo(ReasonCode.AudienceMismatch));

    private static async Task<ReasonCode> ReasonAsync(string resource, string audience)
    {
        using var guard = new ValidatorHarness(options => options.Resource = resource);
        return await guard.ReasonAsync(guard.Token().With("aud", audience));
    }
}
