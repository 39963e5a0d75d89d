namespace McpGuard.Tests.Recording;

/// <summary>Arguments are on record by their names and a digest, never by their values.</summary>
[TestFixture]
[Category("LOG-3")]
internal sealed class AuditArgumentTests
{
    private static readonly string _key = Convert.ToBase64String(new byte[32]);

    [Test]
    public async Task Names_are_sorted()
    {
        var record = await new AuditHarness().RecordAsync("""{"b":1,"a":2,"C":3}""");

        Assert.That(record.ArgumentNames, Is.EqualTo(new[] { "C", "a", "b" }));
    }

    [Test]
    public async Task Call_without_arguments_has_neither_names_nor_digest()
    {
        var record = await new AuditHarness().RecordAsync("{}");

        Assert.That((record.ArgumentNames, record.ArgumentDigest), Is.EqualTo(((IReadOnlyList<string>?)null, (string?)null)));
    }

    [Test]
    public async Task Equal_arguments_have_equal_digests_in_any_order()
    {
        var audit = new AuditHarness();

        var first = await audit.RecordAsync("""{"a":1,"b":{"c":[1,2]}}""");
        var second = await audit.RecordAsync("""{"b":{"c":[1,2]},"a":1}""");

        Assert.That(first.ArgumentDigest, Does.Match("^hmac-sha256:[0-9a-f]{64}$").And.EqualTo(second.ArgumentDigest));
    }

    [TestCase("""{"a":2,"b":"x"}""")]
    [TestCase("""{"a":1,"b":"y"}""")]
    [TestCase("""{"a":1,"b":"x","c":null}""")]
    [TestCase("""{"a":1}""")]
    [TestCase("""{"A":1,"b":"x"}""")]
    [TestCase("""{"a":"1","b":"x"}""")]
    [TestCase("""{"a":"1\nb","b":"x"}""")]
    public async Task Other_arguments_have_other_digests(string arguments)
    {
        var audit = new AuditHarness();

        var first = await audit.RecordAsync("""{"a":1,"b":"x"}""");
        var second = await audit.RecordAsync(arguments);

        Assert.That(second.ArgumentDigest, Is.Not.EqualTo(first.ArgumentDigest));
    }

    [Test]
    public async Task Digest_needs_the_key_of_the_process_or_of_the_options()
    {
        const string Arguments = """{"pin":"1234"}""";
        var (first, second) = (await new AuditHarness().RecordAsync(Arguments), await new AuditHarness().RecordAsync(Arguments));
        var (third, fourth) = (await Keyed().RecordAsync(Arguments), await Keyed().RecordAsync(Arguments));

        Assert.That(second.ArgumentDigest, Is.Not.EqualTo(first.ArgumentDigest));
        Assert.That(fourth.ArgumentDigest, Is.EqualTo(third.ArgumentDigest).And.Not.EqualTo(first.ArgumentDigest));
    }

    [Test]
    public async Task Digest_of_given_arguments_under_a_given_key_does_not_change_between_versions()
    {
        var record = await Keyed().RecordAsync("""{"text":"hello"}""");
        var expected = System.Security.Cryptography.HMACSHA256.HashData(new byte[32], "\u0004\0\0\0text\u0007\0\0\0\"hello\""u8);

        Assert.That(record.ArgumentDigest, Is.EqualTo($"hmac-sha256:{Convert.ToHexStringLower(expected)}"));
    }

    [Test]
    [Category("LOG-5")]
    public async Task Unverified_argument_names_are_limited_in_number_and_length()
    {
        var arguments = string.Join(',', Enumerable.Range(100, 100).Select(i => $"\"{i}{new string('x', 1000)}\":1"));

        var record = await new AuditHarness().RecordAsync($"{{{arguments}}}");

        Assert.That(record.ArgumentNames, Has.Count.EqualTo(64).And.All.Length.EqualTo(257));
    }

    private static AuditHarness Keyed() => new(options => options.Audit.DigestKey = _key);
}
