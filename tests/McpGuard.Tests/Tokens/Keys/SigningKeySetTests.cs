using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace McpGuard.Tests.Tokens.Keys;

[TestFixture]
[Category("TOK-29")]
internal sealed class SigningKeySetTests
{
    [Test]
    public void Key_is_found_by_its_id_and_algorithm()
    {
        var keys = Set(Ec("a"), Ec("b"));

        Assert.That(keys.Find("b", "ES256").Select(key => key.Kid), Is.EqualTo(new[] { "b" }));
        Assert.That(keys.Find("B", "ES256"), Is.Empty);
        Assert.That(keys.Find("b", "ES384"), Is.Empty);
        Assert.That(keys.Find("b", "RS256"), Is.Empty);
    }

    [Test]
    public void Without_an_id_every_key_that_fits_is_found()
    {
        var keys = Set(Ec("a"), Rsa("r"), Ec("b"));

        Assert.That(keys.Find(null, "ES256").Select(key => key.Kid), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(keys.Find(null, "PS256").Select(key => key.Kid), Is.EqualTo(new[] { "r" }));
    }

    [Test]
    public void Same_id_twice_gives_only_what_fits_the_algorithm()
    {
        var keys = Set(Ec("same"), Rsa("same"));

        Assert.That(keys.Find("same", "ES256").Single().Kty, Is.EqualTo("EC"));
        Assert.That(keys.Find("same", "RS256").Single().Kty, Is.EqualTo("RSA"));
    }

    [Test]
    public void Key_that_names_its_algorithm_is_used_with_no_other()
    {
        var keys = Set(Rsa("r", ("alg", "RS256")));

        Assert.That(keys.Find("r", "RS256"), Has.Length.EqualTo(1));
        Assert.That(keys.Find("r", "PS256"), Is.Empty);
    }

    [TestCase("enc")]
    [TestCase("SIG")]
    [TestCase("other")]
    public void Key_that_is_not_for_signatures_is_not_used(string use) =>
        Assert.That(Set(Ec("a", ("use", use))).Find("a", "ES256"), Is.Empty);

    [Test]
    public void Key_that_may_not_verify_is_not_used()
    {
        Assert.That(Set(Ec("a", ("key_ops", new JsonArray("encrypt", "wrapKey")))).Find("a", "ES256"), Is.Empty);
        Assert.That(Set(Ec("a", ("key_ops", new JsonArray("verify")))).Find("a", "ES256"), Has.Length.EqualTo(1));
    }

    [Test]
    public void Shared_secret_has_no_place_in_a_published_set()
    {
        var secret = new JsonObject { ["kty"] = "oct", ["kid"] = "a", ["k"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)) };
        var keys = Set(secret);

        foreach (var algorithm in JwtHeaderRules.Algorithms.Append("HS256"))
            Assert.That(keys.Find("a", algorithm), Is.Empty, algorithm);
    }

    [TestCase(1024, 0)]
    [TestCase(2047, 0)]
    [TestCase(2048, 1)]
    public void Small_rsa_key_is_not_used(int bits, int found) =>
        Assert.That(Set(Rsa("r", bits)).Find("r", "RS256"), Has.Length.EqualTo(found));

    [Test]
    public void Zeros_in_front_do_not_make_a_small_rsa_key_larger()
    {
        var small = Rsa("r", 1024);
        small["n"] = Base64Url.EncodeToString([.. new byte[128], .. Base64Url.DecodeFromChars((string)small["n"]!)]);
        var whole = Rsa("r", 2048);
        whole["n"] = Base64Url.EncodeToString([0, .. Base64Url.DecodeFromChars((string)whole["n"]!)]);

        Assert.That(Set(small).Count, Is.Zero);
        Assert.That(Set(whole).Find("r", "RS256").Single().KeySize, Is.EqualTo(2048));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(65536)]
    [TestCase(0)]
    public void Rsa_key_with_an_invalid_exponent_is_not_used(int exponent) =>
        Assert.That(
            Set(Rsa("r", ("e", Base64Url.EncodeToString(new System.Numerics.BigInteger(exponent).ToByteArray(isUnsigned: true, isBigEndian: true))))).Count,
            Is.Zero);

    [Test]
    public void Rsa_key_that_is_too_large_is_not_used() =>
        Assert.That(Set(Rsa("r", ("n", Base64Url.EncodeToString([.. Enumerable.Repeat((byte)0xff, 2049)])))).Count, Is.Zero);

    [TestCase("d")]
    [TestCase("p")]
    [TestCase("k")]
    public void Key_whose_secret_is_published_is_not_used(string member) =>
        Assert.That(Set(Rsa("r", (member, "AQAB")), Ec("e", (member, "AQAB"))).Count, Is.Zero);

    [TestCase("alg", "HS256")]
    [TestCase("alg", "RSA-OAEP")]
    [TestCase("alg", "none")]
    [TestCase("use", "")]
    [TestCase("kid", "")]
    [TestCase("crv", "P-384")]
    [TestCase("crv", "secp256k1")]
    [TestCase("kty", "RSA")]
    public void Key_with_a_member_that_does_not_fit_is_not_used(string member, string value) =>
        Assert.That(Set(Ec("a", (member, value)), Ec("b")).KeyIds, Is.EqualTo(new[] { "b" }));

    [Test]
    public void Key_that_is_not_a_point_of_its_curve_is_not_used()
    {
        var key = Ec("a");
        key["y"] = Ec("b")["y"]!.DeepClone();

        Assert.That(Set(key).Count, Is.Zero);
    }

    [Test]
    public void Member_that_is_not_needed_may_be_of_any_kind() =>
        Assert.That(Set(Ec("a", ("x5c", new JsonObject()), ("x5t", 7), ("ext", true), ("nbf", "soon"))).Count, Is.EqualTo(1));

    [Test]
    public void Faulty_keys_do_not_push_good_ones_out()
    {
        var keys = Set([.. Enumerable.Range(0, 150).Select(_ => new JsonObject { ["kty"] = "oct" }), Ec("a")]);

        Assert.That(keys.Find("a", "ES256"), Has.Length.EqualTo(1));
    }

    [Test]
    public void Set_has_a_bound()
    {
        var keys = Set([.. Enumerable.Range(0, 101).Select(i => Ec($"key-{i}"))]);

        Assert.That(keys.Find("key-99", "ES256"), Has.Length.EqualTo(1));
        Assert.That(keys.Find("key-100", "ES256"), Is.Empty);
    }

    [Test]
    public void Sets_are_the_same_if_they_verify_the_same_tokens()
    {
        JsonObject[] published = [Ec("a"), Rsa("r")];
        var keys = Set(published);

        Assert.That(keys.IsSameAs(Set(published)), Is.True);
        Assert.That(keys.IsSameAs(Set([published[1], published[0]])), Is.True, "The order says nothing.");
        Assert.That(keys.IsSameAs(Set(published[0])), Is.False);
        Assert.That(keys.IsSameAs(Set(published[0], published[1], Ec("b"))), Is.False);
        Assert.That(keys.IsSameAs(Set(published[0], Rsa("r"))), Is.False, "Another key under the same id.");
        Assert.That(keys.IsSameAs(new SigningKeySet("https://other.example", Parse(published))), Is.False);
    }

    private static SigningKeySet Set(params JsonObject[] keys) => new("https://as.example.com", Parse(keys));

    private static JsonWebKeySet Parse(JsonObject[] keys) =>
        JwksSource.Parse(new JsonObject { ["keys"] = new JsonArray([.. keys.Select(key => key.DeepClone())]) }.ToJsonString());

    private static JsonObject Ec(string keyId, params (string Name, JsonNode Value)[] members)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(false).Q;
        return With(
            new() { ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = keyId, ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) },
            members);
    }

    private static JsonObject Rsa(string keyId, params (string Name, JsonNode Value)[] members) => Rsa(keyId, 2048, members);

    private static JsonObject Rsa(string keyId, int bits, params (string Name, JsonNode Value)[] members)
    {
        // Any number of that size will do: nothing is verified here, and odd sizes cannot be generated.
        var modulus = RandomNumberGenerator.GetBytes((bits + 7) / 8);
        if (bits % 8 != 0)
            modulus = modulus[1..];

        modulus[0] |= 0x80;

        return With(new() { ["kty"] = "RSA", ["kid"] = keyId, ["n"] = Base64Url.EncodeToString(modulus), ["e"] = "AQAB" }, members);
    }

    private static JsonObject With(JsonObject key, (string Name, JsonNode Value)[] members)
    {
        foreach (var (name, value) in members)
            key[name] = value;

        return key;
    }
}
