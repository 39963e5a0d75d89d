using System.Text.Json.Nodes;
using McpGuard.Testing;

namespace McpGuard.Tests.Tokens.Gateways;

/// <summary>Each rule for a gateway's token refuses a token that is good in every other respect.</summary>
[TestFixture]
[Category("TOK-3")]
internal sealed class GatewayTokenTests
{
    private const string Host = "files.corp.example";
    private const string Header = "X-Pomerium-Jwt-Assertion";

    private readonly TestSigningKey _key = new("key-1");

    [OneTimeTearDown]
    public void DisposeKey() => _key.Dispose();

    [Test]
    public async Task Good_assertion_is_accepted() => Assert.That((await JudgeAsync(_ => { })).IsAccepted);

    [TestCase("typ", "at+jwt", "header.typ")]
    [TestCase("typ", "jwt", "header.typ")]
    [TestCase("typ", null, "header.typ")]
    [TestCase("jku", "https://evil.example.com/jwks.json", "header.jku")]
    [TestCase("jwk", "{}", "header.jwk")]
    [TestCase("x5c", "a", "header.x5c")]
    [TestCase("crit", "a", "header.crit")]
    [TestCase("cty", "JWT", "header.cty")]
    [TestCase("alg", "none", "header.alg")]
    [TestCase("alg", "HS256", "header.alg")]
    [TestCase("alg", "ES384", "header.alg")]
    public async Task Assertion_with_another_header_is_refused(string parameter, string? value, string part) => Assert.That(
        (await JudgeAsync(token => _ = value is null ? token.WithoutHeader(parameter) : token.WithHeader(parameter, value))).Fault?.Part, Is.EqualTo(part));

    [TestCase("aud", "\"files.corp.example:8443\"", ReasonCode.AudienceMismatch)]
    [TestCase("aud", "\"https://files.corp.example/\"", ReasonCode.AudienceMismatch)]
    [TestCase("aud", "\"FILES.corp.example\"", ReasonCode.AudienceMismatch)]
    [TestCase("aud", "\"https://mcp.example.com/mcp\"", ReasonCode.AudienceMismatch)]
    [TestCase("aud", "[\"files.corp.example\"]", ReasonCode.ClaimInvalid)]
    [TestCase("aud", null, ReasonCode.ClaimMissing)]
    [TestCase("iss", "\"https://files.corp.example/\"", ReasonCode.IssuerUnknown)]
    [TestCase("iss", "\"FILES.corp.example\"", ReasonCode.IssuerUnknown)]
    [TestCase("sub", "\"\"", ReasonCode.ClaimInvalid)]
    [TestCase("sub", null, ReasonCode.ClaimMissing)]
    [TestCase("sid", "\"\"", ReasonCode.ClaimInvalid)]
    [TestCase("sid", null, ReasonCode.ClaimMissing)]
    [TestCase("jti", null, ReasonCode.ClaimMissing)]
    [TestCase("exp", null, ReasonCode.ClaimMissing)]
    [TestCase("iat", null, ReasonCode.ClaimMissing)]
    [TestCase("iat", "1785585600.5", ReasonCode.ClaimInvalid)]
    [TestCase("exp", "\"1785585900\"", ReasonCode.ClaimInvalid)]
    [TestCase("groups", "null", ReasonCode.ClaimInvalid)]
    [TestCase("groups", "\"finance\"", ReasonCode.ClaimInvalid)]
    [TestCase("exp", "1785585901", ReasonCode.LifetimeTooLong)]
    public async Task Assertion_with_another_claim_is_refused(string claim, string? json, ReasonCode reason) => Assert.That(
        (await JudgeAsync(token => _ = json is null ? token.Without(claim) : token.With(claim, JsonNode.Parse(json)))).Reason, Is.EqualTo(reason));

    [TestCase(null)]
    [TestCase("X-Pomerium-Jwt-Assertion-For")]
    public async Task Assertion_in_another_place_is_refused(string? header) =>
        Assert.That((await JudgeAsync(_ => { }, header)).Reason, Is.EqualTo(ReasonCode.CredentialMalformed));

    [Test]
    public async Task Known_assertion_in_another_place_is_refused()
    {
        using var guard = Guard();
        var token = Assertion(guard).Build();
        await guard.Validator.ValidateAsync(new(token) { Header = Header }, CancellationToken.None);

        Assert.That((guard.Validator.FindKnown(token, Header)?.IsAccepted, guard.Validator.FindKnown(token)), Is.EqualTo((true, (TokenResult?)null)));
        Assert.That(await guard.ReasonAsync(token), Is.EqualTo(ReasonCode.CredentialMalformed));
    }

    [Test]
    public async Task Groups_give_the_configured_scopes()
    {
        var caller = (await JudgeAsync(_ => { })).Caller!;

        Assert.That(caller.Scopes, Is.EqualTo(new[] { "invoices:read", "invoices:refund" }));
    }

    [TestCase("Finance")]
    [TestCase("finance ")]
    [TestCase("g-18")]
    public async Task Group_without_scopes_gives_none(string group) =>
        Assert.That((await JudgeAsync(token => token.With("groups", new JsonArray(group)))).Caller!.Scopes, Is.Empty);

    [Test]
    public async Task Groups_add_no_scopes_to_a_token_that_has_a_claim_for_them([Values("", "files:read")] string scopes)
    {
        using var guard = new ValidatorHarness(issuer: options => options.GroupScopes["finance"] = "invoices:read");
        var token = guard.Token().With("groups", new JsonArray("finance")).With("scope", scopes);

        var result = await guard.ValidateAsync(token.Build());

        Assert.That(result.Caller?.Scopes.Contains("invoices:read") is not true);
    }

    [Test]
    public async Task Assertion_with_250_groups_is_accepted()
    {
        JsonNode[] groups = [.. Enumerable.Range(0, 250).Select(_ => JsonValue.Create(Guid.NewGuid().ToString()))];

        Assert.That((await JudgeAsync(token => token.With("groups", new JsonArray(groups)))).Caller!.Groups, Has.Count.EqualTo(250));
    }

    [Test]
    public async Task Assertion_for_one_request_is_accepted_once()
    {
        using var guard = Guard(gateway => gateway.SingleUse = true);
        guard.Time.Advance(TimeSpan.FromSeconds(1));
        var token = Assertion(guard).Build();

        var results = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => guard.Validator.ValidateAsync(new(token) { Header = Header }, CancellationToken.None).AsTask()));
        var later = await guard.Validator.ValidateAsync(new(token) { Header = Header }, CancellationToken.None);
        var next = await guard.Validator.ValidateAsync(new(Assertion(guard).With("jti", "next").Build()) { Header = Header }, CancellationToken.None);

        Assert.That(results.Count(result => result.IsAccepted), Is.EqualTo(1));
        Assert.That(results.Where(result => !result.IsAccepted).Select(result => result.Reason), Has.All.EqualTo(ReasonCode.TokenUsed));
        Assert.That((later.Reason, later.Fault!.Part, next.IsAccepted), Is.EqualTo((ReasonCode.TokenUsed, "jti", true)));
        Assert.That(guard.Validator.FindKnown(token, Header), Is.Null);
    }

    [Test]
    public async Task Equal_identifiers_of_two_assertions_are_one_use()
    {
        using var guard = Guard(gateway => gateway.SingleUse = true);
        guard.Time.Advance(TimeSpan.FromSeconds(1));

        var first = await guard.Validator.ValidateAsync(new(Assertion(guard).With("jti", "a").Build()) { Header = Header }, CancellationToken.None);
        var second = await guard.Validator.ValidateAsync(
            new(Assertion(guard).With("jti", "a").With("name", "b").Build()) { Header = Header },
            CancellationToken.None);

        Assert.That((first.IsAccepted, second.Reason), Is.EqualTo((true, ReasonCode.TokenUsed)));
    }

    [Test]
    public async Task Assertion_that_may_have_been_used_before_the_start_is_refused()
    {
        using var guard = Guard(gateway => gateway.SingleUse = true);

        var result = await guard.Validator.ValidateAsync(
            new(Assertion(guard).WithTimes(-5, 290, guard.Time).Build()) { Header = Header },
            CancellationToken.None);

        Assert.That(result.Reason, Is.EqualTo(ReasonCode.TokenUsed));
    }

    private async Task<TokenResult> JudgeAsync(Action<TestTokenBuilder> change, string? header = Header)
    {
        using var guard = Guard();
        var token = Assertion(guard);
        change(token);
        return await guard.Validator.ValidateAsync(new(token.Build()) { Header = header }, CancellationToken.None);
    }

    private ValidatorHarness Guard(Action<GatewayOptions>? configure = null) => new(issuer: options =>
    {
        options.Profile = IssuerProfile.Pomerium;
        options.Issuer = Host;
        options.Audiences.Add(Host);
        options.Keys.Jwks = KeySets.JsonOf(_key);
        options.Gateway = new GatewayOptions { Client = "pomerium" };
        configure?.Invoke(options.Gateway);
        options.GroupScopes["finance"] = "invoices:read invoices:refund";
    });

    private TestTokenBuilder Assertion(ValidatorHarness guard) => guard.Token().SignedWith(_key).WithHeader("kid", _key.KeyId).WithHeader("typ", "JWT")
        .Without("act").Without("client_id").Without("scope")
        .With("iss", Host).With("aud", Host).With("sub", "00u-alice").With("user", "00u-alice").With("email", "").With("name", "")
        .With("sid", "s-1").With("groups", new JsonArray("g-17", "finance"));
}
