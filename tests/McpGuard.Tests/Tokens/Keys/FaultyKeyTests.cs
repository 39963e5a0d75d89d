using McpGuard.Testing;

namespace McpGuard.Tests.Tokens.Keys;

/// <summary>A key that could verify nothing does not keep the others of its set from being used.</summary>
[TestFixture]
[Category("TOK-29")]
internal sealed class FaultyKeyTests
{
    private static readonly string[] _faulty =
    [
        """{"kty":"RSA","n":"not base64!","e":"AQAB","kid":"faulty"}""",
        """{"kty":"RSA","e":"AQAB","kid":"faulty"}""",
        """{"kty":"RSA","x5c":["AAAA"],"kid":"faulty"}""",
        """{"kty":"EC","kid":"faulty"}""",
        """{"kty":"EC","crv":"P-256","kid":"faulty"}""",
        """{"kty":"EC","crv":"P-256","x":"not base64!","y":"not base64!","kid":"faulty"}""",
        """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"faulty"}""",
        """{"kid":"faulty"}""",
        """null""",
        """[]""",
        "\"text\"",
        """{"kty":null,"kid":"faulty"}""",
        """{"kty":"RSA","kid":null,"n":null,"e":null}""",
        """{"kty":"RSA","kid":7,"alg":{},"n":[],"e":1}""",
        """{"kty":["RSA"],"kid":"faulty"}""",
        """{"kty":"RSA","kid":"faulty","key_ops":"verify","n":"AQAB","e":"AQAB"}""",
        """{"kty":"RSA","kid":"faulty","x5c":null,"x5t":7,"n":"AQAB","e":"AQAB"}""",
        """{"kty":"EC","crv":"P-224","x":"AQAB","y":"AQAB","kid":"faulty"}""",
        """{"kty":"EC","crv":null,"x":"AQAB","y":"AQAB","kid":"faulty"}""",
        """{"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB","kid":"faulty"}""",
        """{"kty":"oct","k":"AAAA","kid":"faulty"}""",
        """{"kty":"XYZ","kid":"faulty"}""",
        """{"kty":"\ud800","kid":"faulty"}""",
        """{"\ud800":1,"kid":"faulty"}""",
        """{"kty":"EC","kty":"EC","kid":"faulty"}""",
    ];

    [TestCaseSource(nameof(_faulty))]
    public async Task Valid_key_next_to_a_faulty_one_is_used_after_each_refresh(string faulty)
    {
        using var key = new TestSigningKey("key-1");
        using var guard = new ValidatorHarness(issuer: issuer => issuer.Keys.Jwks = $$"""{"keys":[{{faulty}},{{key.ToJsonWebKey().ToJsonString()}}]}""");
        Assert.That(await guard.ReasonAsync(guard.Token().SignedWith(key)), Is.EqualTo(ReasonCode.Allowed));

        Assert.That(await guard.ReasonAsync(guard.Token().WithHeader("kid", "other")), Is.EqualTo(ReasonCode.KeyUnknown));

        Assert.That(guard.Keys.IsFailing, Is.False);
        Assert.That(await guard.ReasonAsync(guard.Token().SignedWith(key)), Is.EqualTo(ReasonCode.Allowed));
    }

    [TestCaseSource(nameof(_faulty))]
    public async Task Token_that_names_it_is_refused(string faulty)
    {
        using var key = new TestSigningKey("key-1");
        using var guard = new ValidatorHarness(issuer: issuer => issuer.Keys.Jwks = $$"""{"keys":[{{faulty}},{{key.ToJsonWebKey().ToJsonString()}}]}""");

        foreach (var algorithm in new[] { "ES256", "RS256", "PS512" })
            Assert.That(
                await guard.ReasonAsync(guard.Token().WithHeader("kid", "faulty").WithHeader("alg", algorithm)),
                Is.AnyOf(ReasonCode.KeyUnknown, ReasonCode.SignatureInvalid));
    }
}
