using System.Security.Claims;

namespace McpGuard.Tests.Pipeline;

[TestFixture]
internal sealed class CallerPrincipalTests
{
    private readonly CallerPrincipal _principal =
        new(AuditHarness.OperationOf(Callers.With("a b", new Actor("agent-1")), new PolicyHarness().Rules));

    [TestCase("iss", "https://authority.example")]
    [TestCase("sub", "alice")]
    [TestCase("client_id", "agent-1")]
    [TestCase("jti", "token-1")]
    [TestCase("scope", "a b")]
    [TestCase("act_sub", "agent-1")]
    [Category("TOK-11")]
    public void Claims_keep_the_names_of_the_token(string type, string value) =>
        Assert.That(_principal.FindAll(type).Select(claim => claim.Value), Is.EqualTo(new[] { value }));

    [Test]
    public void Caller_is_authenticated_by_the_guard_and_named_by_its_subject()
    {
        Assert.That(_principal.Identity!.IsAuthenticated, Is.True);
        Assert.That(_principal.Identity.AuthenticationType, Is.EqualTo(McpGuardDefaults.AuthenticationType));
        Assert.That(_principal.Identity.Name, Is.EqualTo("alice"));
    }

    [Test]
    [Category("TOK-17")]
    public void Every_claim_names_its_issuer() =>
        Assert.That(_principal.Claims.Select(claim => claim.Issuer), Has.All.EqualTo("https://authority.example"));

    [Test]
    [Category("SCP-11")]
    public void Caller_has_no_roles() => Assert.That(_principal.IsInRole("a"), Is.False);

    [Test]
    [Category("PAS-2")]
    public void Caller_has_nothing_else_for_tools_to_see() =>
        Assert.That(
            _principal.Claims.Select(claim => claim.Type),
            Is.EquivalentTo(new[] { "iss", "sub", "client_id", "jti", "scope", "act_sub", ClaimTypes.NameIdentifier }));

    [Test]
    public async Task Principal_has_the_claims_that_the_issuers_options_add()
    {
        using var guard = new ValidatorHarness(issuer: issuer =>
        {
            foreach (var claim in new[] { "email", "amr", "address", "level", "absent" })
                issuer.Claims.Additional.Add(claim);
        });
        var token = guard.Token().With("email", "alice@example.com").With("level", 3).With("name", "Alice").WithRaw("amr", "[\"pwd\",\"otp\",{}]");

        var identity = new CallerIdentity((await guard.ValidateAsync(token)).Caller!, issuers: null);

        Assert.That(identity.FindFirst("email")!.Value, Is.EqualTo("alice@example.com"));
        Assert.That(identity.FindAll("amr").Select(claim => claim.Value), Is.EqualTo(new[] { "pwd", "otp" }));
        Assert.That(identity.FindFirst("level")!.Value, Is.EqualTo("3"));
        Assert.That(identity.FindFirst("name"), Is.Null);
    }

    [TestCase("sub")]
    [TestCase("roles")]
    [TestCase("Scope")]
    [TestCase("")]
    public void Added_claim_cannot_replace_a_claim_of_the_guard(string claim)
    {
        var issuer = new IssuerOptions { Issuer = "https://login.example.com" };
        issuer.Claims.Additional.Add(claim);

        Assert.That(IssuerProblems.Find("Issuers:x", issuer), Has.One.Contains("Claims:Additional"));
    }

    [Test]
    public void Caller_without_an_actor_has_no_claim_of_one_and_another_name()
    {
        var principal = new CallerPrincipal(AuditHarness.OperationOf(Callers.With(), new PolicyHarness().Rules));

        Assert.That(principal.FindFirst("act_sub"), Is.Null);
        Assert.That(principal.FindFirst(ClaimTypes.NameIdentifier)!.Value, Is.Not.EqualTo(_principal.FindFirst(ClaimTypes.NameIdentifier)!.Value));
    }
}
