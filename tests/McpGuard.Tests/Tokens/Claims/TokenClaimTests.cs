namespace McpGuard.Tests.Tokens.Claims;

[TestFixture]
internal sealed class TokenClaimTests
{
    private readonly ValidatorHarness _guard = new();

    [OneTimeTearDown]
    public void TearDown() => _guard.Dispose();

    [Category("TOK-16")]
    [TestCase("iss")]
    [TestCase("exp")]
    [TestCase("aud")]
    [TestCase("sub")]
    [TestCase("client_id")]
    [TestCase("iat")]
    [TestCase("jti")]
    public async Task Token_without_a_required_claim_is_refused(string claim) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().Without(claim)), Is.EqualTo(ReasonCode.ClaimMissing));

    [Category("TOK-10")]
    [TestCase("iss")]
    [TestCase("sub")]
    [TestCase("client_id")]
    [TestCase("jti")]
    [TestCase("sid")]
    public async Task Name_must_be_text_and_not_empty(string claim)
    {
        foreach (var value in new[] { "1", "true", "null", "\"\"", "{}", "[]", "[\"alice\"]" })
            Assert.That(await _guard.ReasonAsync(_guard.Token().WithRaw(claim, value)), Is.EqualTo(ReasonCode.ClaimInvalid), value);
    }

    [Category("TOK-10")]
    [TestCase("exp")]
    [TestCase("iat")]
    [TestCase("nbf")]
    public async Task Time_must_be_a_number_of_seconds_in_range(string claim)
    {
        foreach (var value in new[] { "\"soon\"", "\"1785585600\"", "-1", "-0.5", "1e400", "1e300", "253402300800", "null", "true", "{}", "[1785585600]" })
            Assert.That(await _guard.ReasonAsync(_guard.Token().WithRaw(claim, value)), Is.EqualTo(ReasonCode.ClaimInvalid), value);
    }

    [Test]
    [Category("TOK-10")]
    public async Task Time_may_have_a_fraction()
    {
        var now = _guard.Time.GetUtcNow().ToUnixTimeSeconds();
        var token = _guard.Token().With("iat", now + 0.25).With("exp", now + 60.5).With("nbf", now - 0.5);

        var result = await _guard.ValidateAsync(token.Build());

        Assert.That(result.Reason, Is.EqualTo(ReasonCode.Allowed));
        Assert.That(result.Caller!.ExpiresAt, Is.EqualTo(_guard.Time.GetUtcNow().AddSeconds(60.5)));
    }

    [Category("TOK-10")]
    [TestCase("{}")]
    [TestCase("[\"https://mcp.example.com/mcp\",1]")]
    [TestCase("[\"https://mcp.example.com/mcp\",\"\"]")]
    [TestCase("[[\"https://mcp.example.com/mcp\"]]")]
    [TestCase("1")]
    [TestCase("\"\"")]
    [TestCase("null")]
    public async Task Audience_must_be_text_or_a_list_of_text(string value) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithRaw("aud", value)), Is.EqualTo(ReasonCode.ClaimInvalid));

    [Category("TOK-10")]
    [TestCase("[\"admin tools\"]")]
    [TestCase("[1]")]
    [TestCase("{}")]
    [TestCase("1")]
    [TestCase("null")]
    public async Task Scope_must_be_text_or_a_list_of_scopes(string value) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithRaw("scope", value)), Is.EqualTo(ReasonCode.ClaimInvalid));

    [Test]
    [Category("TOK-5")]
    public async Task Empty_list_of_audiences_is_a_mismatch() =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithRaw("aud", "[]")), Is.EqualTo(ReasonCode.AudienceMismatch));

    [TestCase("acr", "\"\"")]
    [TestCase("acr", "1")]
    [TestCase("acr", "[]")]
    [TestCase("auth_time", "\"1785585600\"")]
    [TestCase("auth_time", "null")]
    [TestCase("act", "null")]
    [TestCase("groups", "1")]
    [TestCase("roles", "{}")]
    [TestCase("email", "[]")]
    public async Task Claim_that_no_check_depends_on_is_absent_if_it_has_another_type(string claim, string value)
    {
        var caller = (await _guard.ValidateAsync(_guard.Token().Without("act").WithRaw(claim, value))).Caller!;

        Assert.That((caller.AuthenticationContext, caller.AuthenticatedAt, caller.Actor), Is.EqualTo(((string?)null, (DateTimeOffset?)null, (Actor?)null)));
        Assert.That(caller.Groups.Concat(caller.Roles), Is.Empty);
    }

    [Test]
    public async Task Scopes_may_be_a_list()
    {
        var caller = (await _guard.ValidateAsync(_guard.Token().WithRaw("scope", "[\"files:read\",\"files:write\"]"))).Caller!;

        Assert.That(caller.Scopes, Is.EqualTo(new[] { "files:read", "files:write" }));
    }

    [TestCase("{\"jkt\":\"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I\"}")]
    [TestCase("{\"x5t#S256\":\"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2\"}")]
    [TestCase("{}")]
    [TestCase("\"x\"")]
    [TestCase("null")]
    public async Task Token_bound_to_a_key_is_refused_since_no_proof_is_looked_at(string value) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithRaw("cnf", value)), Is.EqualTo(ReasonCode.SenderConstraintUnsupported));
}
