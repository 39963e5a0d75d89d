using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;

namespace McpGuard.Tests.Tokens.Introspection;

/// <summary>What an issuer says of an opaque token is held to the rules of any token.</summary>
[TestFixture]
[Category("TOK-33")]
internal sealed class IntrospectionAnswerTests
{
    private IntrospectionHarness _guard = null!;

    [SetUp]
    public void SetUp() => _guard = new IntrospectionHarness();

    [TearDown]
    public void TearDown() => _guard.Dispose();

    [Test]
    public async Task Caller_has_the_facts_from_the_issuer()
    {
        var caller = (await _guard.ValidateAsync()).Caller!;

        Assert.That(
            (caller.Issuer, caller.Subject, caller.ClientId, caller.TokenId), Is.EqualTo((_guard.Guard.Authority.Issuer, "alice", "agent-1", "token-1")));
        Assert.That(caller.Actor, Is.EqualTo(new Actor("agent-1")));
        Assert.That(caller.Scopes, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(caller.ExpiresAt, Is.EqualTo(_guard.Time.GetUtcNow().AddMinutes(5)));
    }

    [Category("TOK-34")]
    [TestCase("false")]
    [TestCase("\"true\"")]
    [TestCase("1")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("[true]")]
    public async Task Token_is_active_only_by_a_boolean_that_is_true(string active)
    {
        _guard.Active["active"] = JsonNode.Parse(active);

        Assert.That(await _guard.ReasonAsync(), Is.EqualTo(ReasonCode.TokenInactive));
    }

    private static IEnumerable<TestCaseData> Claims()
    {
        yield return Of("aud", null, ReasonCode.ClaimMissing);
        yield return Of("aud", "\"https://other.example\"", ReasonCode.AudienceMismatch);
        yield return Of("aud", "\"https://mcp.example.com/mcp/\"", ReasonCode.AudienceMismatch);
        yield return Of("sub", null, ReasonCode.ClaimMissing);
        yield return Of("client_id", null, ReasonCode.ClaimMissing);
        yield return Of("exp", null, ReasonCode.ClaimMissing);
        yield return Of("iat", null, ReasonCode.ClaimMissing);
        yield return Of("jti", null, ReasonCode.ClaimMissing);
        yield return Of("exp", "1", ReasonCode.TokenExpired);
        yield return Of("exp", "\"soon\"", ReasonCode.ClaimInvalid);
        yield return Of("exp", "1785589300", ReasonCode.LifetimeTooLong);
        yield return Of("nbf", "1785589300", ReasonCode.TokenNotYetValid);
        yield return Of("iss", "\"https://evil.example\"", ReasonCode.IssuerUnknown);
        yield return Of("iss", "\"https://authority.example\"", ReasonCode.Allowed);
        yield return Of("act", "\"agent-1\"", ReasonCode.ClaimInvalid);
        yield return Of("cnf", "{\"jkt\":\"x\"}", ReasonCode.SenderConstraintUnsupported);
        yield return Of("scope", "[\"a b\"]", ReasonCode.ClaimInvalid);
        yield return Of("token_type", "\"Bearer\"", ReasonCode.Allowed);
        yield return Of("token_type", "\"bearer\"", ReasonCode.Allowed);
        yield return Of("token_type", "\"access_token\"", ReasonCode.Allowed);
        yield return Of("token_type", "\"refresh_token\"", ReasonCode.TokenTypeRefused);
        yield return Of("token_type", "1", ReasonCode.TokenTypeRefused);

        static TestCaseData Of(string claim, string? value, ReasonCode reason) =>
            new TestCaseData(claim, value, reason).SetArgDisplayNames(claim, value ?? "absent");
    }

    [TestCaseSource(nameof(Claims))]
    public async Task Claims_are_judged_as_those_of_a_jwt(string claim, string? value, ReasonCode reason)
    {
        if (value is null)
            _guard.Active.Remove(claim);
        else
            _guard.Active[claim] = JsonNode.Parse(value);

        Assert.That(await _guard.ReasonAsync(), Is.EqualTo(reason));
    }

    [TestCase("")]
    [TestCase("<html>")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{\"active\":true,\"active\":false}")]
    [TestCase("{\"active\":true,\"Active\":false}")]
    public async Task Ambiguous_answer_is_ignored(string answer)
    {
        _guard.Answer = () => answer;

        Assert.That(await _guard.ReasonAsync(), Is.EqualTo(ReasonCode.IntrospectionUnavailable));
    }

    [Category("TOK-30")]
    [TestCase(302)]
    [TestCase(400)]
    [TestCase(401)]
    [TestCase(429)]
    [TestCase(500)]
    [TestCase(503)]
    public async Task Issuer_that_does_not_answer_well_makes_no_token_bad(int status)
    {
        _guard.Status = status;

        Assert.That(await _guard.ReasonAsync(), Is.EqualTo(ReasonCode.IntrospectionUnavailable));
    }

    [Test]
    [Category("TOK-31")]
    public async Task Huge_answer_is_ignored()
    {
        _guard.Active["padding"] = new string('x', Backchannel.MaxAnswerBytes);

        Assert.That(await _guard.ReasonAsync(), Is.EqualTo(ReasonCode.IntrospectionUnavailable));
    }

    [Test]
    [Category("TOK-30")]
    [Category("TOK-31")]
    public async Task Issuer_that_does_not_answer_in_time_makes_no_token_bad()
    {
        using var gate = new ManualResetEventSlim();
        using var guard = new IntrospectionHarness(timeout: TimeSpan.FromMilliseconds(50));
        guard.Answer = () => { gate.Wait(); return guard.Active.ToJsonString(); };

        var reason = await guard.ReasonAsync();
        gate.Set();

        Assert.That(reason, Is.EqualTo(ReasonCode.IntrospectionUnavailable));
    }

    [Test]
    [Category("TOK-30")]
    [Category("LOG-1")]
    public async Task Unavailable_issuer_does_not_make_tokens_invalid_and_is_reported()
    {
        _guard.StopIssuer();

        Assert.That(await _guard.ReasonAsync(), Is.EqualTo(ReasonCode.IntrospectionUnavailable));

        var report = _guard.Guard.Services.GetFakeLogCollector().GetSnapshot()
            .Single(record => record.Category!.StartsWith("McpGuard", StringComparison.Ordinal));
        Assert.That(
            $"{report.Message} {report.Exception}", Does.Contain(_guard.Guard.Authority.Issuer).And.Not.Contain("opaque-token").And.Not.Contain("the secret"));
    }
}
