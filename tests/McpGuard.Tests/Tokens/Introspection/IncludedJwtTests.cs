using System.Net;
using System.Text.Json.Nodes;

namespace McpGuard.Tests.Tokens.Introspection;

/// <summary>With <c>IncludeJwts</c>, the issuer is asked about its JWTs too. The guard's own checks of the JWT come first, and still hold.</summary>
[TestFixture]
internal sealed class IncludedJwtTests
{
    private const string Header = """{"alg":"ES256","typ":"at+jwt","kid":"key-1"}""";

    private AlgorithmKey _key = null!;
    private IntrospectionHarness _guard = null!;

    [SetUp]
    public void SetUp()
    {
        _key = new AlgorithmKey("ES256");
        _guard = new IntrospectionHarness(options => options.IncludeJwts = true, issuer => issuer.Keys.Jwks = _key.ToJsonWebKeySet());
    }

    [TearDown]
    public void TearDown()
    {
        _guard.Dispose();
        _key.Dispose();
    }

    [Test]
    public async Task Claims_that_the_jwt_leaves_out_come_from_the_answer()
    {
        var token = Signed("sub", "scope", "act");

        var caller = (await _guard.ValidateAsync(token)).Caller!;

        Assert.That((caller.Subject, caller.Scopes.ToString(), caller.Actor), Is.EqualTo(("alice", "a b", new Actor("agent-1"))));
        Assert.That(WebUtility.UrlDecode(_guard.Requests.Single().Body), Does.Contain($"token={token}"));
    }

    [Test]
    public async Task Claims_that_the_answer_leaves_out_come_from_the_jwt()
    {
        foreach (var claim in new[] { "sub", "aud", "client_id", "scope", "iat", "exp", "jti", "act" })
            _guard.Active.Remove(claim);

        var caller = (await _guard.ValidateAsync(Signed(("sub", "bob"), ("scope", "c")))).Caller!;

        Assert.That((caller.Subject, caller.Scopes.ToString()), Is.EqualTo(("bob", "c")));
    }

    [TestCase("aud", "\"https://other.example\"", ReasonCode.AudienceMismatch)]
    [TestCase("exp", "1", ReasonCode.TokenExpired)]
    [TestCase("cnf", "{\"jkt\":\"x\"}", ReasonCode.SenderConstraintUnsupported)]
    [TestCase("active", "false", ReasonCode.TokenInactive)]
    [TestCase("active", "\"true\"", ReasonCode.TokenInactive)]
    public async Task Answer_decides_although_the_jwt_says_otherwise(string claim, string value, ReasonCode reason)
    {
        _guard.Active[claim] = JsonNode.Parse(value);

        Assert.That(await _guard.ReasonAsync(Signed(Header, _key)), Is.EqualTo(reason));
    }

    [Test]
    public async Task Forged_jwt_is_not_shown_to_the_issuer()
    {
        using var forger = new AlgorithmKey("ES256");

        Assert.That(await _guard.ReasonAsync(Signed(Header, forger)), Is.EqualTo(ReasonCode.SignatureInvalid));
        Assert.That(_guard.Requests, Is.Empty);
    }

    [TestCase("""{"alg":"ES256","typ":"JWT","kid":"key-1"}""", ReasonCode.TokenTypeRefused)]
    [TestCase("""{"alg":"ES256","typ":"logout+jwt","kid":"key-1"}""", ReasonCode.TokenTypeRefused)]
    [TestCase("""{"alg":"none","typ":"at+jwt","kid":"key-1"}""", ReasonCode.AlgorithmRefused)]
    public async Task Jwt_of_another_kind_is_not_shown_to_the_issuer(string header, ReasonCode reason)
    {
        Assert.That(await _guard.ReasonAsync(Signed(header, _key)), Is.EqualTo(reason));
        Assert.That(_guard.Requests, Is.Empty);
    }

    [Test]
    public async Task Jwt_of_another_issuer_is_not_shown_to_this_one()
    {
        Assert.That(await _guard.ReasonAsync(Signed(("iss", "https://other.example"))), Is.EqualTo(ReasonCode.IssuerUnknown));
        Assert.That(_guard.Requests, Is.Empty);
    }

    [Test]
    public async Task Binding_of_the_jwt_holds_although_the_answer_leaves_it_out()
    {
        Assert.That(
            await _guard.ReasonAsync(Signed(("cnf", new JsonObject { ["jkt"] = "x" }))), Is.EqualTo(ReasonCode.SenderConstraintUnsupported));
        Assert.That(_guard.Requests, Is.Empty);
    }

    [Test]
    public async Task Issuer_that_does_not_answer_makes_no_jwt_good()
    {
        _guard.StopIssuer();

        Assert.That(await _guard.ReasonAsync(Signed(Header, _key)), Is.EqualTo(ReasonCode.IntrospectionUnavailable));
    }

    [Test]
    public async Task Jwt_that_the_issuer_revokes_is_refused_when_its_answer_is_too_old()
    {
        var token = Signed(Header, _key);
        Assert.That(await _guard.ReasonAsync(token), Is.EqualTo(ReasonCode.Allowed));

        _guard.Active["active"] = false;
        Assert.That(await _guard.ReasonAsync(token), Is.EqualTo(ReasonCode.Allowed));
        _guard.Time.Advance(TimeSpan.FromSeconds(31));

        Assert.That(await _guard.ReasonAsync(token), Is.EqualTo(ReasonCode.TokenInactive));
    }

    private string Signed(params string[] without)
    {
        var token = _guard.Guard.Token();
        foreach (var claim in without)
            token.Without(claim);

        return Jwt.Sign(Header, token.Claims, _key.Sign);
    }

    private string Signed(params (string Claim, JsonNode? Value)[] with)
    {
        var token = _guard.Guard.Token();
        foreach (var (claim, value) in with)
            token.With(claim, value);

        return Jwt.Sign(Header, token.Claims, _key.Sign);
    }

    private string Signed(string header, AlgorithmKey key) => Jwt.Sign(header, _guard.Guard.Token().Claims, key.Sign);
}
