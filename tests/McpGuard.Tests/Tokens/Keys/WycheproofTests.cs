using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace McpGuard.Tests.Tokens.Keys;

/// <summary>
/// The attack vectors of Project Wycheproof for JOSE: a key set of ours finds the key, the rules for headers judge the header, the
/// library verifies the signature. What is accepted is valid, and what is valid and refused has a reason.
/// </summary>
[TestFixture]
[Category("TOK-2")]
internal sealed class WycheproofTests
{
    private sealed record Vector(string Group, int Id, string Comment, string Result, string Jws, JsonNode? Keys);

    /// <summary>The files, how many of their vectors are signed in the compact form, and how many of those are accepted.</summary>
    [TestCase("json_web_signature_test", 401, 32)]
    [TestCase("json_web_crypto_test", 49, 2)]
    [TestCase("json_web_key_test", 26, 1)]
    public void Every_signed_token_that_is_accepted_is_valid(string file, int count, int accepted)
    {
        var vectors = Vectors(file).ToArray();

        var outcomes = vectors.Select(vector => (Vector: vector, IsAccepted: IsAccepted(vector))).ToArray();

        Assert.That(vectors, Has.Length.EqualTo(count));
        Assert.That(outcomes.Where(outcome => outcome.IsAccepted && outcome.Vector.Result != "valid").Select(outcome => outcome.Vector), Is.Empty);
        Assert.That(
            outcomes.Where(outcome => !outcome.IsAccepted && outcome.Vector.Result == "valid" && !IsRefusedByDesign(outcome.Vector))
                .Select(outcome => outcome.Vector),
            Is.Empty);
        Assert.That(outcomes.Count(outcome => outcome.IsAccepted), Is.EqualTo(accepted));
    }

    [Test]
    public void Every_signature_that_is_accepted_is_valid_and_every_valid_one_is_accepted()
    {
        var (tests, emptyMessages, wrong) = (0, 0, new List<string>());
        foreach (var entry in Read("signatures").AsArray())
        {
            var algorithm = (string)entry!["alg"]!;
            var keys = Set(entry["jwk"]!);
            foreach (var test in entry["tests"]!.AsArray())
            {
                tests++;
                var message = Convert.FromHexString((string)test![1]!);
                var isAccepted = Verifies(keys, null, algorithm, message, Convert.FromHexString((string)test[2]!));

                // What a token's signature is about has a dot in it, so the library need not take an empty message.
                emptyMessages += message.Length == 0 && (string?)test[3] == "valid" ? 1 : 0;
                if (isAccepted != ((string?)test[3] == "valid" && message.Length > 0))
                    wrong.Add($"{entry["file"]} {test[0]} {test[3]}: {test[4]}");
            }
        }

        Assert.That(wrong, Is.Empty);
        Assert.That((tests, emptyMessages), Is.EqualTo((2064, 9)));
    }

    [TestCase("json_web_signature_test")]
    [TestCase("json_web_crypto_test")]
    [TestCase("json_web_key_test")]
    [TestCase("json_web_encryption_test")]
    [Category("TOK-1")]
    public async Task Nothing_of_them_is_an_access_token(string file)
    {
        using var guard = new ValidatorHarness();
        string[] tokens = [.. Read(file)["testGroups"]!.AsArray().SelectMany(group => group!["tests"]!.AsArray())
            .Select(test =>
                (test!["jws"] ?? test["jwe"]!).GetValueKind() == JsonValueKind.String
                    ? (string)(test["jws"] ?? test["jwe"])!
                    : (test["jws"] ?? test["jwe"])!.ToJsonString())];

        Assert.That(tokens, Is.Not.Empty);
        foreach (var token in tokens)
            Assert.That(await guard.ReasonAsync(token), Is.Not.EqualTo(ReasonCode.Allowed));
    }

    // An issuer has no shared secrets as keys. A key that names its algorithm is used with that one only: four keys say PS256 for
    // PS384, or ES521, which does not exist.
    private static bool IsRefusedByDesign(Vector vector) =>
        vector.Keys is null || KeysOf(vector).All(key => (string?)key["alg"] != ParseOrNone(vector.Jws.Split('.')[0])?.GetProperty("alg").GetString());

    private static JsonNode[] KeysOf(Vector vector) => [.. vector.Keys!["keys"]?.AsArray().Select(key => key!) ?? [vector.Keys]];

    private static bool IsAccepted(Vector vector)
    {
        var parts = vector.Jws.Split('.');
        if (vector.Keys is null || parts.Length != 3 || !Array.TrueForAll(parts, IsStrict) || ParseOrNone(parts[0]) is not { } header)
            return false;
        if (JwtHeaderRules.CheckPlain(header, out var algorithm, out var keyId) is not null)
            return false;

        return Verifies(Set(KeysOf(vector)), keyId, algorithm, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]));
    }

    private static bool IsStrict(string part) => part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && Base64Url.IsValid(part);

    private static JsonElement? ParseOrNone(string part)
    {
        try
        {
            return JsonElement.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part)));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Verifies(SigningKeySet keys, string? keyId, string algorithm, byte[] content, byte[] signature) =>
        keys.Find(keyId, algorithm).Any(key =>
    {
        try
        {
            using var verifier = CryptoProviderFactory.Default.CreateForVerifying(key, algorithm);
            return verifier.Verify(content, signature);
        }
        catch (ArgumentException)
        {
            // What the library refuses to look at, such as a signature of another length.
            return false;
        }
    });

    private static SigningKeySet Set(params JsonNode[] keys) =>
        new("https://corpus.example", JwksSource.Parse(new JsonObject { ["keys"] = new JsonArray([.. keys.Select(key => key.DeepClone())]) }.ToJsonString()));

    private static IEnumerable<Vector> Vectors(string file) =>
        from @group in Read(file)["testGroups"]!.AsArray()
        from test in @group["tests"]!.AsArray()
        where test["jws"] is not null
        select new Vector(
            (string)@group["comment"]!,
            (int)test["tcId"]!,
            (string)test["comment"]!,
            (string)test["result"]!,
            test["jws"]!.GetValueKind() == JsonValueKind.String ? (string)test["jws"]! : test["jws"]!.ToJsonString(),
            @group["public"]);

    private static JsonNode Read(string file)
    {
        using var compressed = File.OpenRead(SourceTree.PathOf($"tests/McpGuard.Tests/Tokens/Wycheproof/{file}.json.gz"));
        using var text = new GZipStream(compressed, CompressionMode.Decompress);
        return JsonNode.Parse(text)!;
    }
}
