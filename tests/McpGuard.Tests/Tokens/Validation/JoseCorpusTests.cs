using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace McpGuard.Tests.Tokens.Validation;

/// <summary>
/// Signatures from an external source: a key set of ours finds the key for those that it should, the library verifies them, and
/// everything else is refused for the reason that is documented.
/// </summary>
[TestFixture]
[Category("TOK-2")]
internal sealed class JoseCorpusTests
{
    /// <summary>A vector, the key to it, and the algorithms of its signatures in their order.</summary>
    private static readonly (string Vector, string Key, string[] Algorithms)[] _signatures =
    [
        ("rfc7515_A.1.jwsc", "rfc7515_A.1.jwk", ["HS256"]),
        ("rfc7515_A.2.jwsc", "rfc7515_A.2.jwk", ["RS256"]),
        ("rfc7515_A.3.jwsc", "rfc7515_A.3.jwk", ["ES256"]),
        ("rfc7515_A.4.jwsc", "rfc7515_A.4.jwk", ["ES512"]),
        ("rfc7515_A.6.jwsg", "rfc7515_A.6.jwkset", ["RS256", "ES256"]),
        ("rfc7515_A.7.jwsf", "rfc7515_A.7.jwk", ["ES256"]),
        ("rfc7520_4.1.jwsc", "rfc7520_4.1.jwk", ["RS256"]),
        ("rfc7520_4.1.jwsf", "rfc7520_4.1.jwk", ["RS256"]),
        ("rfc7520_4.1.jwsg", "rfc7520_4.1.jwk", ["RS256"]),
        ("rfc7520_4.2.jwsc", "rfc7520_4.2.jwk", ["PS384"]),
        ("rfc7520_4.2.jwsf", "rfc7520_4.2.jwk", ["PS384"]),
        ("rfc7520_4.2.jwsg", "rfc7520_4.2.jwk", ["PS384"]),
        ("rfc7520_4.3.jwsc", "rfc7520_4.3.jwk", ["ES512"]),
        ("rfc7520_4.3.jwsf", "rfc7520_4.3.jwk", ["ES512"]),
        ("rfc7520_4.3.jwsg", "rfc7520_4.3.jwk", ["ES512"]),
        ("rfc7520_4.4.jwsc", "rfc7520_4.4.jwk", ["HS256"]),
        ("rfc7520_4.4.jwsf", "rfc7520_4.4.jwk", ["HS256"]),
        ("rfc7520_4.4.jwsg", "rfc7520_4.4.jwk", ["HS256"]),
        ("rfc7520_4.6.jwsf", "rfc7520_4.6.jwk", ["HS256"]),
        ("rfc7520_4.6.jwsg", "rfc7520_4.6.jwk", ["HS256"]),
        ("rfc7520_4.8.jwsg", "rfc7520_4.8.jwkset", ["RS256", "ES512", "HS256"]),
    ];

    private static IEnumerable<TestCaseData> Signatures() => _signatures.SelectMany(row => row.Algorithms.Select((algorithm, index) =>
        new TestCaseData(row.Vector, row.Key, algorithm, index).SetArgDisplayNames($"{row.Vector} {algorithm}")));

    [OneTimeSetUp]
    public Task RequireCorpusAsync() => JoseCorpus.RequireAsync();

    [TestCaseSource(nameof(Signatures))]
    public void Signature_verifies_unless_it_is_made_with_a_shared_secret(string vector, string key, string algorithm, int index)
    {
        var (content, signature) = SignatureOf(JoseCorpus.Read(vector), index);
        var keys = KeysOf(JoseCorpus.Read(key));

        Assert.That(Verifies(keys, algorithm, content, signature), Is.EqualTo(!algorithm.StartsWith("HS", StringComparison.Ordinal)));
    }

    [TestCaseSource(nameof(Signatures))]
    public void Changed_signature_or_content_never_verifies(string vector, string key, string algorithm, int index)
    {
        var (content, signature) = SignatureOf(JoseCorpus.Read(vector), index);
        var keys = KeysOf(JoseCorpus.Read(key));

        for (var bit = 0; bit < 8; bit++)
        {
            Assert.That(Verifies(keys, algorithm, content, Flipped(signature, bit)), Is.False);
            Assert.That(Verifies(keys, algorithm, Flipped(content, bit), signature), Is.False);
        }

        Assert.That(Verifies(keys, algorithm, content, signature[..^1]), Is.False);
        Assert.That(Verifies(keys, algorithm, content, [.. signature, 0]), Is.False);
        Assert.That(Verifies(keys, algorithm, content, new byte[signature.Length]), Is.False);
    }

    [TestCaseSource(nameof(Signatures))]
    public void No_signature_verifies_under_another_algorithm(string vector, string key, string algorithm, int index)
    {
        var (content, signature) = SignatureOf(JoseCorpus.Read(vector), index);
        var keys = KeysOf(JoseCorpus.Read(key));

        Assert.That(JwtHeaderRules.Algorithms.Except([algorithm]).Where(other => Verifies(keys, other, content, signature)), Is.Empty);
    }

    [Test]
    [Category("TOK-1")]
    public async Task Nothing_of_the_corpus_is_an_access_token()
    {
        using var guard = new ValidatorHarness();
        var tokens = JoseCorpus.Files("jwsc").Concat(JoseCorpus.Files("jwec")).Select(JoseCorpus.Read).ToArray();

        Assert.That(tokens, Has.Length.GreaterThan(15));
        foreach (var token in tokens)
            Assert.That(await guard.ReasonAsync(token), Is.Not.EqualTo(ReasonCode.Allowed));
    }

    private static bool Verifies(SigningKeySet keys, string algorithm, byte[] content, byte[] signature) =>
        JwtHeaderRules.Algorithms.Contains(algorithm) && keys.Find(null, algorithm).Any(key =>
        {
            using var verifier = CryptoProviderFactory.Default.CreateForVerifying(key, algorithm);
            return verifier.Verify(content, signature);
        });

    private static SigningKeySet KeysOf(string text)
    {
        var json = JsonNode.Parse(text)!;
        var keys = json["keys"] is JsonArray set ? set : new JsonArray(json);

        // The corpus has the private keys, which real issuers do not publish.
        foreach (var (key, secret) in keys.SelectMany(_ => new[] { "d", "p", "q", "dp", "dq", "qi" }, (key, secret) => (key!.AsObject(), secret)))
            key.Remove(secret);

        return new("https://corpus.example", JwksSource.Parse(new JsonObject { ["keys"] = keys.DeepClone() }.ToJsonString()));
    }

    // The compact form, and the flattened and general JSON forms (RFC 7515 section 7).
    private static (byte[] Content, byte[] Signature) SignatureOf(string text, int index)
    {
        string[] parts;
        if (text[0] == '{')
        {
            var json = JsonNode.Parse(text)!;
            var signature = json["signatures"]?[index] ?? json;
            parts = [(string?)signature["protected"] ?? "", (string)json["payload"]!, (string)signature["signature"]!];
        }
        else
        {
            parts = text.Split('.');
        }

        return (Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]));
    }

    private static byte[] Flipped(byte[] bytes, int bit)
    {
        var flipped = bytes.ToArray();
        flipped[flipped.Length / 2] ^= (byte)(1 << bit);
        return flipped;
    }
}
