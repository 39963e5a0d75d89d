using System.Text.Json.Nodes;

namespace McpGuard.Tests.Tokens.Validation;

/// <summary>Each of the nine algorithms verifies with a key of its kind, and with no other.</summary>
[TestFixture]
[Category("TOK-2")]
internal sealed class AlgorithmTests
{
    private static readonly string[] _algorithms = ["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"];

    private readonly Dictionary<string, AlgorithmKey> _keys = _algorithms.ToDictionary(algorithm => algorithm, algorithm => new AlgorithmKey(algorithm));

    [OneTimeTearDown]
    public void TearDown()
    {
        foreach (var key in _keys.Values)
            key.Dispose();
    }

    [Test]
    public void Nine_asymmetric_algorithms_are_accepted() =>
        Assert.That(JwtHeaderRules.Algorithms, Is.EquivalentTo(_algorithms));

    [Test]
    public async Task Token_is_accepted([ValueSource(nameof(_algorithms))] string algorithm, [Values] bool keyNamesIt)
    {
        var key = _keys[algorithm];
        using var guard = GuardWith(key, keyNamesIt);

        Assert.That(await guard.ReasonAsync(Signed(guard, key, algorithm)), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    [Category("TOK-29")]
    public async Task Token_that_claims_another_algorithm_is_refused([ValueSource(nameof(_algorithms))] string algorithm, [Values] bool keyNamesIt)
    {
        var key = _keys[algorithm];
        using var guard = GuardWith(key, keyNamesIt);

        foreach (var claimed in _algorithms.Except([algorithm]))
            Assert.That(await guard.ReasonAsync(Signed(guard, key, claimed)), Is.AnyOf(ReasonCode.KeyUnknown, ReasonCode.SignatureInvalid), claimed);
    }

    [Test]
    public async Task Issuer_that_uses_one_of_them_signs_with_no_other([ValueSource(nameof(_algorithms))] string algorithm)
    {
        var key = _keys[algorithm];
        using var guard = GuardWith(key, keyNamesIt: false, issuer => issuer.Algorithms.Add(algorithm == "RS256" ? "PS256" : "RS256"));

        Assert.That(await guard.ReasonAsync(Signed(guard, key, algorithm)), Is.EqualTo(ReasonCode.AlgorithmRefused));
    }

    private static ValidatorHarness GuardWith(AlgorithmKey key, bool keyNamesIt, Action<IssuerOptions>? configure = null) => new(issuer: issuer =>
    {
        issuer.Keys.Jwks = new JsonObject { ["keys"] = new JsonArray(key.ToJsonWebKey(keyNamesIt)) }.ToJsonString();
        configure?.Invoke(issuer);
    });

    private static string Signed(ValidatorHarness guard, AlgorithmKey key, string claimed)
    {
        var token = guard.Token().WithHeader("alg", claimed);
        return Jwt.Sign(token.Header, token.Claims, key.Sign);
    }
}
