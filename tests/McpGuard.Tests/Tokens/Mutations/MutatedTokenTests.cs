using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using McpGuard.Testing;

namespace McpGuard.Tests.Tokens.Mutations;

/// <summary>Whatever happens to a good token, what is accepted is signed and says what it was taken to say.</summary>
[TestFixture]
[Category("TOK-1")]
internal sealed class MutatedTokenTests
{
    private const int Runs = 20;
    private const int MutationsPerRun = 10_500;

    private readonly ValidatorHarness _guard = new();
    private readonly TestSigningKey _foreign = new("key-1");
    private ECDsa _public = null!;

    [OneTimeSetUp]
    public void SetUp()
    {
        var key = _guard.Authority.Key.ToJsonWebKey();
        _public = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = { X = System.Buffers.Text.Base64Url.DecodeFromChars((string)key["x"]!), Y = System.Buffers.Text.Base64Url.DecodeFromChars((string)key["y"]!) },
        });
    }

    [OneTimeTearDown]
    public void TearDown()
    {
        _public.Dispose();
        _foreign.Dispose();
        _guard.Dispose();
    }

    [Test]
    public async Task Mutated_token_is_accepted_only_if_it_is_signed_and_has_the_same_claims()
    {
        var reasons = new ConcurrentDictionary<ReasonCode, int>();
        var faults = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Runs), async (seed, _) =>
        {
            var random = new Random(seed);
            var mutator = new TokenMutator(random, _guard.Authority.Key, _foreign);
            var tokens = Good().Select(token => token.Build()).ToArray();
            for (var i = 0; i < MutationsPerRun; i++)
            {
                var token = mutator.Mutate(tokens[random.Next(tokens.Length)], tokens[random.Next(tokens.Length)]);
                if (await FaultOfAsync(token, reasons) is { } fault)
                    faults.Add($"Seed {seed}, mutation {i}: {fault}\n{token}");
            }
        });

        Assert.That(faults.Take(5), Is.Empty);
        Assert.That(reasons.Values.Sum(), Is.EqualTo(Runs * MutationsPerRun).And.GreaterThanOrEqualTo(200_000));
        TestContext.Out.WriteLine(string.Join('\n', reasons.OrderByDescending(reason => reason.Value)));

        // If hardly any were accepted, or all failed for one reason, the mutations would prove little.
        Assert.That(reasons[ReasonCode.Allowed], Is.GreaterThan(5_000));
        Assert.That(reasons, Has.Count.GreaterThan(12));
    }

    private async Task<string?> FaultOfAsync(string token, ConcurrentDictionary<ReasonCode, int> reasons)
    {
        try
        {
            var result = await _guard.ValidateAsync(token);
            reasons.AddOrUpdate(result.Reason, 1, (_, count) => count + 1);
            return result.Caller is { } caller
                ? Oracle.Contradict(token, caller, IsSigned, _guard.Authority, _guard.Time.GetUtcNow())
                : null;
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }
    }

    private bool IsSigned(byte[] content, byte[] signature)
    {
        lock (_public)
            return _public.VerifyData(content, signature, HashAlgorithmName.SHA256);
    }

    private TestTokenBuilder[] Good() =>
    [
        _guard.Token(),
        _guard.Token().Without("act").WithScopes("a", "b"),
        _guard.Token().With("act", Jwt.Chain(3)).With("sid", "session-1"),
        _guard.Token().With("aud", new JsonArray("https://other.example", ValidatorHarness.Resource)).With("nbf", 0),
        _guard.Token().WithHeader("typ", "application/at+jwt").WithTimes(-600, 300, _guard.Time),
    ];
}
