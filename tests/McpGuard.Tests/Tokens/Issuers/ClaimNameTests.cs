using System.Text.Json.Nodes;

namespace McpGuard.Tests.Tokens.Issuers;

/// <summary>Scopes, client and identifier are where the issuer's options say; of several names the first that a token has counts.</summary>
[TestFixture]
[Category("TOK-16")]
internal sealed class ClaimNameTests
{
    private readonly ValidatorHarness _guard = new(issuer: issuer =>
    {
        foreach (var (names, first, second) in new[]
            {
                (issuer.Claims.Scope, "rights", "scope"),
                (issuer.Claims.ClientId, "app", "client_id"),
                (issuer.Claims.TokenId, "tid", "jti"),
            })
        {
            names.Add(first);
            names.Add(second);
        }
    });

    [OneTimeTearDown]
    public void TearDown() => _guard.Dispose();

    [Test]
    public async Task First_claim_name_takes_precedence()
    {
        var token = _guard.Token().With("rights", "a b").With("app", "app-1").With("tid", "tid-1").With("jti", "jti-1").WithScopes("c");

        var caller = (await _guard.ValidateAsync(token.Build())).Caller!;

        Assert.That((caller.Scopes.ToString(), caller.ClientId, caller.TokenId), Is.EqualTo(("a b", "app-1", "tid-1")));
    }

    [Test]
    public async Task Second_claim_name_applies_if_the_first_is_missing()
    {
        var token = _guard.Token().With("jti", "jti-1").WithScopes("c");

        var caller = (await _guard.ValidateAsync(token.Build())).Caller!;

        Assert.That((caller.Scopes.ToString(), caller.ClientId, caller.TokenId), Is.EqualTo(("c", "agent-1", "jti-1")));
    }

    [TestCase("rights", "5")]
    [TestCase("rights", "null")]
    [TestCase("app", "\"\"")]
    [TestCase("app", "null")]
    [TestCase("tid", "7")]
    [Category("TOK-10")]
    public async Task First_name_that_has_another_type_is_not_looked_past(string claim, string value) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().With(claim, JsonNode.Parse(value))), Is.EqualTo(ReasonCode.ClaimInvalid));

    [Category("SCP-1")]
    [TestCase("[\"a\",\"b\"]", "a b")]
    [TestCase("[]", "")]
    [TestCase("\"a b\"", "a b")]
    public async Task Scopes_in_a_configured_claim_are_words_or_a_list(string value, string expected) =>
        Assert.That((await _guard.ValidateAsync(_guard.Token().With("rights", JsonNode.Parse(value)).Build())).Caller!.Scopes.ToString(), Is.EqualTo(expected));

    [Category("SCP-1")]
    [TestCase("[\"a b\"]")]
    [TestCase("[\"a\",\"\"]")]
    [TestCase("[\"a\",1]")]
    [TestCase("[[\"a\"]]")]
    [TestCase("{\"a\":true}")]
    public async Task List_of_invalid_scopes_has_no_scopes(string value) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().With("rights", JsonNode.Parse(value))), Is.EqualTo(ReasonCode.ClaimInvalid));

    [TestCase("scope", "[\"a b\"]")]
    [TestCase("client_id", "[\"agent-1\"]")]
    public async Task Standard_claim_has_its_standard_type_at_any_place_in_the_list(string claim, string value) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().With(claim, JsonNode.Parse(value))), Is.EqualTo(ReasonCode.ClaimInvalid));

    [TestCase("iat", "jti")]
    [TestCase("jti", "iat")]
    public async Task Only_the_listed_claims_are_optional(string optional, string required)
    {
        using var guard = new ValidatorHarness(issuer: issuer => issuer.Claims.Optional.Add(optional));

        Assert.That(await guard.ReasonAsync(guard.Token().Without(optional)), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(await guard.ReasonAsync(guard.Token().Without(required)), Is.EqualTo(ReasonCode.ClaimMissing));
    }
}
