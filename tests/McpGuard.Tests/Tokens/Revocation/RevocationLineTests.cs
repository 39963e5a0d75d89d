using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Tokens.Revocation;

/// <summary>How the lines of a revocation file are read: strictly, and each by itself.</summary>
[TestFixture]
[Category("REV-5")]
internal sealed class RevocationLineTests
{
    private const string Iss = "\"issuer\":\"https://authority.example\"";

    private readonly FakeTimeProvider _time = new(Callers.Now);
    private string _file = "";

    [SetUp]
    public void SetUp() => _file = Path.GetTempFileName();

    [TearDown]
    public void TearDown() => File.Delete(_file);

    [TestCase($$"""{{{Iss}}}""")]
    [TestCase($$"""{{{Iss}},"token_id":"token-1"}""")]
    [TestCase($$"""{{{Iss}},"subject":"alice"}""")]
    [TestCase($$"""{{{Iss}},"session_id":"session-1"}""")]
    [TestCase($$"""{{{Iss}},"client_id":"agent-1"}""")]
    [TestCase($$"""{{{Iss}},"actor":"agent-7"}""")]
    [TestCase("""{"issuer":"https://authority.example/","subject":"alice"}""")]
    [TestCase($$"""  { {{Iss}} , "subject" : "\u0061lice", "comment":"left" }  """)]
    [TestCase($$"""{{{Iss}},"subject":"alice","issued_before":"2026-08-01T12:00:00Z"}""")]
    [TestCase($$"""{{{Iss}},"subject":"alice","issued_before":"2026-08-01T14:00:00+02:00"}""")]
    [TestCase($$"""{{{Iss}},"subject":"alice","until":"2026-08-01T12:00:01Z"}""")]
    public void Line_revokes_its_target(string line) => Assert.That(Read(line), Is.EqualTo((true, 0)));

    [TestCase($$"""{{{Iss}},"subject":"bob"}""")]
    [TestCase($$"""{{{Iss}},"subject":"alice","issued_before":"2026-08-01T11:59:59Z"}""")]
    [TestCase($$"""{{{Iss}},"subject":"alice","until":"2026-08-01T12:00:00Z"}""")]
    [TestCase("""{"issuer":"https://agents.example","subject":"alice"}""")]
    [TestCase("")]
    [TestCase("  \t ")]
    public void Line_revokes_nothing_else(string line) => Assert.That(Read(line), Is.EqualTo((false, 0)));

    [TestCase("null", "null")]
    [TestCase("[]", "")]
    [TestCase("\"alice\"", "")]
    [TestCase("{}", "issuer")]
    [TestCase("""{"subject":"alice"}""", "issuer")]
    [TestCase("""{"issuer":null,"subject":"alice"}""", "issuer")]
    [TestCase("""{"issuer":"","subject":"alice"}""", "issuer")]
    [TestCase($$"""{{{Iss}},"subject":7}""", "subject")]
    [TestCase($$"""{{{Iss}},"subject":""}""", "at most one")]
    [TestCase($$"""{{{Iss}},"subject":"alice","token_id":"token-1"}""", "at most one")]
    [TestCase($$"""{{{Iss}},"sub":"alice"}""", "sub")]
    [TestCase($$"""{{{Iss}},"Subject":"alice"}""", "Subject")]
    [TestCase($$"""{{{Iss}},"subject":"bob","subject":"alice"}""", "subject")]
    [TestCase($$"""{{{Iss}},"subject":"alice","until":"tomorrow"}""", "until")]
    [TestCase($$$"""{{{{Iss}}},"subject":"alice"}}""", "")]
    [TestCase($$"""{{{Iss}},"subject":"alice",}""", "")]
    [TestCase($$"""{{{Iss}},"subject":"alice"} // left""", "")]
    [TestCase("alice", "")]
    public void Invalid_line_is_named_by_its_number_and_revokes_nothing(string line, string reason)
    {
        File.WriteAllText(_file, $"\r\n{line}\r\n");

        var (index, problems) = RevocationFile.Read(_file, _time);

        Assert.That(problems.Single(), Does.StartWith("Line 2 is not a revocation: ").And.Contain(reason).IgnoreCase);
        Assert.That(index.Contains(Caller()), Is.False);
    }

    [Test]
    public void Faulty_lines_are_reported_up_to_a_number_and_hide_no_good_one()
    {
        File.WriteAllLines(_file, [.. Enumerable.Repeat("x", 50), $"{{{Iss}}}"]);

        var (index, problems) = RevocationFile.Read(_file, _time);

        Assert.That(problems, Has.Count.EqualTo(10));
        Assert.That(index.Contains(Caller()), Is.True);
    }

    [Test]
    public void Lines_beyond_the_bound_are_reported_and_those_before_it_are_in_force()
    {
        File.WriteAllLines(_file, [$$"""{{{Iss}},"subject":"alice"}""", .. Enumerable.Range(0, 200_000).Select(i => $$"""{{{Iss}},"token_id":"t{{i}}"}""")]);

        var (index, problems) = RevocationFile.Read(_file, _time);

        Assert.That(problems.Single(), Does.StartWith("Line 100001 and all after it are left out"));
        Assert.That(index.Contains(Caller()), Is.True);
    }

    private (bool IsRevoked, int Problems) Read(string line)
    {
        File.WriteAllText(_file, line);
        var (index, problems) = RevocationFile.Read(_file, _time);
        return (index.Contains(Caller()), problems.Count);
    }

    private static DelegatedCaller Caller() => Callers.Through("agent-7");
}
