using System.Text.Json.Nodes;

namespace McpGuard.Tests.Tokens.Introspection;

/// <summary>Products name the subject in their answers in several ways, and leave claims out that a JWT has.</summary>
[TestFixture]
internal sealed class IntrospectionClaimNameTests
{
    private IntrospectionHarness _guard = null!;

    [SetUp]
    public void SetUp()
    {
        _guard = new IntrospectionHarness(issuer: issuer =>
        {
            issuer.Claims.Subject.Add("username");
            issuer.Claims.Subject.Add("client_id");
            issuer.Claims.Optional.Add("iat");
            issuer.Claims.Optional.Add("jti");
        });
        foreach (var claim in new[] { "sub", "iat", "jti", "act" })
            _guard.Active.Remove(claim);
    }

    [TearDown]
    public void TearDown() => _guard.Dispose();

    [Test]
    public async Task User_is_the_subject_by_its_name_and_a_program_by_its_client()
    {
        _guard.Active["username"] = "alice";
        var user = (await _guard.ValidateAsync("of-a-user")).Caller!;
        _guard.Active.Remove("username");
        var program = (await _guard.ValidateAsync("of-a-program")).Caller!;

        Assert.That((user.Subject, user.ClientId), Is.EqualTo(("alice", "agent-1")));
        Assert.That((program.Subject, program.ClientId), Is.EqualTo(("agent-1", "agent-1")));
    }

    [Test]
    public async Task Token_without_an_identifier_has_a_keyed_one_and_no_time_of_issue()
    {
        var caller = (await _guard.ValidateAsync()).Caller!;

        Assert.That(caller.TokenId, Does.StartWith("ref:").And.Not.Contain("opaque-token"));
        Assert.That(caller.IssuedAt, Is.Null);
    }

    [TestCase("[\"a\",\"c\"]")]
    [TestCase("\"a c\"")]
    public async Task Scopes_are_words_or_a_list(string scopes)
    {
        _guard.Active["scope"] = JsonNode.Parse(scopes);

        Assert.That((await _guard.ValidateAsync()).Caller!.Scopes, Is.EqualTo(new[] { "a", "c" }));
    }

    [TestCase(900, ReasonCode.Allowed)]
    [TestCase(3600, ReasonCode.LifetimeTooLong)]
    public async Task Time_that_is_left_is_bounded_without_a_time_of_issue(int seconds, ReasonCode expected)
    {
        _guard.Active["exp"] = _guard.Time.GetUtcNow().ToUnixTimeSeconds() + seconds;

        Assert.That(await _guard.ReasonAsync(), Is.EqualTo(expected));
    }

    [TestCase("\"\"")]
    [TestCase("null")]
    [TestCase("[\"alice\"]")]
    public async Task User_without_a_usable_name_is_not_the_client_instead(string name)
    {
        _guard.Active["username"] = JsonNode.Parse(name);

        Assert.That(await _guard.ReasonAsync(), Is.EqualTo(ReasonCode.ClaimInvalid));
    }

    [Test]
    public async Task Subject_that_is_missing_names_the_setting_for_its_place()
    {
        using var usual = new IntrospectionHarness();
        usual.Active.Remove("sub");

        var fault = (await usual.ValidateAsync()).Fault!;

        Assert.That((fault.Reason, fault.Part), Is.EqualTo((ReasonCode.ClaimMissing, "sub")));
        Assert.That(fault.Setting, Does.Contain("Claims:Subject"));
    }
}
