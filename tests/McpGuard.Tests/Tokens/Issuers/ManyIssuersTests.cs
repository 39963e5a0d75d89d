using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.Tests.Tokens.Issuers;

/// <summary>Two issuers, each for itself.</summary>
[TestFixture]
[Category("TOK-12")]
internal sealed class ManyIssuersTests
{
    private readonly TestAuthority _partners = new("https://partners.example");
    private readonly ValidatorHarness _guard;

    public ManyIssuersTests() => _guard = new ValidatorHarness(server: mcp => mcp.WithTestAuthority(_partners, issuer =>
    {
        issuer.Audiences.Add("api://mcp");
        issuer.Algorithms.Add("ES256");
        issuer.ClockSkew = TimeSpan.Zero;
        issuer.MaxTokenLifetime = TimeSpan.FromMinutes(1);
    }));

    [OneTimeTearDown]
    public void TearDown()
    {
        _guard.Dispose();
        _partners.Dispose();
    }

    private TestTokenBuilder PartnerToken() => _partners.Token(ValidatorHarness.Resource, _guard.Time).WithTimes(0, 60, _guard.Time);

    [Test]
    public async Task Tokens_of_each_are_accepted()
    {
        Assert.That(await _guard.ReasonAsync(_guard.Token()), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(await _guard.ReasonAsync(PartnerToken()), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    public async Task Key_of_one_signs_nothing_for_the_other_even_under_the_same_key_id()
    {
        Assert.That(_partners.Key.KeyId, Is.EqualTo(_guard.Authority.Key.KeyId));
        Assert.That(await _guard.ReasonAsync(PartnerToken().SignedWith(_guard.Authority.Key)), Is.EqualTo(ReasonCode.SignatureInvalid));
        Assert.That(await _guard.ReasonAsync(_guard.Token().SignedWith(_partners.Key)), Is.EqualTo(ReasonCode.SignatureInvalid));
    }

    [Test]
    [Category("TOK-17")]
    public async Task Same_subject_of_two_issuers_is_two_principals()
    {
        var ours = (await _guard.ValidateAsync(_guard.Token().Build())).Caller!;
        var theirs = (await _guard.ValidateAsync(PartnerToken().Build())).Caller!;

        Assert.That(ours.Subject, Is.EqualTo(theirs.Subject));
        Assert.That((ours.Issuer, theirs.Issuer), Is.EqualTo((_guard.Authority.Issuer, _partners.Issuer)));
    }

    [Test]
    public async Task Unknown_issuer_is_refused_without_a_request()
    {
        using var guard = new ValidatorHarness();

        Assert.That(await guard.ReasonAsync(guard.Token().With("iss", "https://evil.example")), Is.EqualTo(ReasonCode.IssuerUnknown));
        Assert.That(guard.Authority.KeyRequests, Is.Zero);
    }

    [TestCase("https://partners.example/")]
    [TestCase("https://PARTNERS.example")]
    [TestCase("http://partners.example")]
    [TestCase("https://partners.example/tenant")]
    public async Task Issuer_is_spelled_exactly(string issuer) =>
        Assert.That(await _guard.ReasonAsync(PartnerToken().With("iss", issuer)), Is.EqualTo(ReasonCode.IssuerUnknown));

    [Test]
    [Category("TOK-13")]
    public async Task Audience_of_one_issuer_is_not_accepted_from_another()
    {
        Assert.That(await _guard.ReasonAsync(PartnerToken().With("aud", "api://mcp")), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(await _guard.ReasonAsync(PartnerToken().With("aud", "API://mcp")), Is.EqualTo(ReasonCode.AudienceMismatch));
        Assert.That(await _guard.ReasonAsync(_guard.Token().With("aud", "api://mcp")), Is.EqualTo(ReasonCode.AudienceMismatch));
    }

    [Test]
    [Category("TOK-22")]
    public async Task Lifetime_of_one_is_not_that_of_the_other()
    {
        Assert.That(await _guard.ReasonAsync(PartnerToken().WithTimes(0, 61, _guard.Time)), Is.EqualTo(ReasonCode.LifetimeTooLong));
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithTimes(0, 61, _guard.Time)), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    [Category("TOK-24")]
    public async Task Clock_skew_of_one_is_not_that_of_the_other()
    {
        Assert.That(await _guard.ReasonAsync(PartnerToken().WithTimes(-30, 0, _guard.Time)), Is.EqualTo(ReasonCode.TokenExpired));
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithTimes(-30, 0, _guard.Time)), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    [Category("TOK-2")]
    public async Task Algorithm_that_one_does_not_use_is_refused_for_it_alone()
    {
        Assert.That(await _guard.ReasonAsync(PartnerToken().WithHeader("alg", "ES384")), Is.EqualTo(ReasonCode.AlgorithmRefused));
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithHeader("alg", "ES384")), Is.EqualTo(ReasonCode.KeyUnknown));
    }

    [Test]
    [Category("TOK-30")]
    public async Task One_that_is_silent_does_not_stop_the_other()
    {
        using var guard = new ValidatorHarness(server: mcp => mcp.WithTestAuthority(_partners));
        guard.Authority.IsReachable = false;

        Assert.That(await guard.ReasonAsync(guard.Token()), Is.EqualTo(ReasonCode.KeysUnavailable));
        Assert.That(await guard.ReasonAsync(PartnerToken()), Is.EqualTo(ReasonCode.Allowed));
    }
}
