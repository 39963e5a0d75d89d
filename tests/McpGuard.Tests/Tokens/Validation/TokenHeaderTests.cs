using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using McpGuard.Testing;

namespace McpGuard.Tests.Tokens.Validation;

[TestFixture]
internal sealed class TokenHeaderTests
{
    private readonly ValidatorHarness _guard = new();

    [OneTimeTearDown]
    public void TearDown() => _guard.Dispose();

    [Category("TOK-2")]
    [TestCase("none")]
    [TestCase("None")]
    [TestCase("nOnE")]
    [TestCase("NONE")]
    [TestCase("")]
    [TestCase("HS256")]
    [TestCase("HS384")]
    [TestCase("HS512")]
    [TestCase("es256")]
    [TestCase("ES256K")]
    [TestCase("dir")]
    [TestCase("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256")]
    public async Task Algorithm_off_the_list_is_refused(string algorithm) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithHeader("alg", algorithm)), Is.EqualTo(ReasonCode.AlgorithmRefused));

    [Test]
    [Category("TOK-2")]
    public async Task Missing_or_mistyped_algorithm_is_refused()
    {
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithoutHeader("alg")), Is.EqualTo(ReasonCode.AlgorithmRefused));
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithHeader("alg", 256)), Is.EqualTo(ReasonCode.AlgorithmRefused));
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithHeader("alg", new JsonArray("ES256"))), Is.EqualTo(ReasonCode.AlgorithmRefused));
    }

    [Test]
    [Category("TOK-2")]
    public async Task Public_key_used_as_a_shared_secret_signs_nothing()
    {
        var token = _guard.Token().WithHeader("alg", "HS256");
        var publicKey = _guard.Authority.Key.ToJsonWebKey();
        byte[][] secrets =
        [
            Encoding.UTF8.GetBytes(publicKey.ToJsonString()),
            Encoding.UTF8.GetBytes((string)publicKey["x"]!),
            [],
        ];

        foreach (var secret in secrets)
        {
            var forged = Jwt.Sign(token.Header, token.Claims, content => HMACSHA256.HashData(secret, content));
            Assert.That(await _guard.ReasonAsync(forged), Is.EqualTo(ReasonCode.AlgorithmRefused));
        }
    }

    [Category("TOK-2")]
    [TestCase("ES384")]
    [TestCase("RS256")]
    [TestCase("PS256")]
    public async Task Algorithm_that_does_not_fit_the_key_finds_no_key(string algorithm) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithHeader("alg", algorithm)), Is.EqualTo(ReasonCode.KeyUnknown));

    [Category("TOK-3")]
    [TestCase("at+jwt")]
    [TestCase("AT+JWT")]
    [TestCase("application/at+jwt")]
    [TestCase("Application/At+Jwt")]
    public async Task Access_token_type_is_accepted_in_any_case(string type) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithHeader("typ", type)), Is.EqualTo(ReasonCode.Allowed));

    [Category("TOK-3")]
    [TestCase("JWT")]
    [TestCase("")]
    [TestCase("at")]
    [TestCase(" at+jwt")]
    [TestCase("at+jwt ")]
    [TestCase("oauth-id-jag+jwt")]
    [TestCase("txntoken+jwt")]
    [TestCase("token-introspection+jwt")]
    [TestCase("secevent+jwt")]
    [TestCase("statuslist+jwt")]
    [TestCase("dpop+jwt")]
    [TestCase("logout+jwt")]
    public async Task Another_kind_of_token_is_refused(string type) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithHeader("typ", type)), Is.EqualTo(ReasonCode.TokenTypeRefused));

    [Test]
    [Category("TOK-3")]
    public async Task Token_without_a_type_is_refused()
    {
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithoutHeader("typ")), Is.EqualTo(ReasonCode.TokenTypeRefused));
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithHeader("typ", null)), Is.EqualTo(ReasonCode.TokenTypeRefused));
    }

    [Category("TOK-5")]
    [TestCase("[\"x\"]")]
    [TestCase("[]")]
    [TestCase("[\"b64\"]")]
    [TestCase("[\"exp\"]")]
    [TestCase("\"x\"")]
    [TestCase("null")]
    public async Task Critical_header_parameter_is_refused(string value) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithHeader("crit", JsonNode.Parse(value))), Is.EqualTo(ReasonCode.CriticalHeaderRefused));

    [Test]
    [Category("TOK-5")]
    public async Task Unencoded_payload_is_refused() =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithHeader("b64", false)), Is.EqualTo(ReasonCode.CriticalHeaderRefused));

    [Test]
    [Category("TOK-7")]
    public async Task Compressed_token_is_refused_without_inflating_it() =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithHeader("zip", "DEF")), Is.EqualTo(ReasonCode.TokenMalformed));

    [Category("TOK-6")]
    [TestCase("key-1")]
    [TestCase("attacker")]
    public async Task Key_that_the_token_brings_along_is_not_used(string keyId)
    {
        using var attacker = new TestSigningKey(keyId);
        var token = _guard.Token()
            .WithHeader("kid", keyId)
            .WithHeader("jwk", attacker.ToJsonWebKey())
            .WithHeader("jku", "https://attacker.example/jwks")
            .SignedWith(attacker);

        Assert.That(await _guard.ReasonAsync(token), Is.AnyOf(ReasonCode.SignatureInvalid, ReasonCode.KeyUnknown));
    }

    [Test]
    public async Task Signature_of_another_key_under_a_known_key_id_does_not_verify()
    {
        using var attacker = new TestSigningKey("key-1");

        Assert.That(await _guard.ReasonAsync(_guard.Token().SignedWith(attacker)), Is.EqualTo(ReasonCode.SignatureInvalid));
    }

    [Test]
    public async Task Changed_claims_do_not_verify()
    {
        var parts = _guard.Token().Build().Split('.');
        var claims = Jwt.Encode(_guard.Token().WithScopes("admin").Claims);

        Assert.That(await _guard.ReasonAsync($"{parts[0]}.{claims}.{parts[2]}"), Is.EqualTo(ReasonCode.SignatureInvalid));
    }

    [Test]
    public async Task Token_without_a_key_id_is_tried_with_every_fitting_key()
    {
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithoutHeader("kid")), Is.EqualTo(ReasonCode.Allowed));

        using var attacker = new TestSigningKey("key-1");
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithoutHeader("kid").SignedWith(attacker)), Is.EqualTo(ReasonCode.SignatureInvalid));
    }

    [Test]
    public async Task Unknown_key_id_finds_no_key() =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithHeader("kid", "other")), Is.EqualTo(ReasonCode.KeyUnknown));

    [Test]
    public async Task Key_id_that_is_not_a_text_is_malformed() =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithHeader("kid", 1)), Is.EqualTo(ReasonCode.TokenMalformed));
}
