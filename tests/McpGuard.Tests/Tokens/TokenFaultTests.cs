namespace McpGuard.Tests.Tokens;

/// <summary>The operator learns which part of a token was refused, what was expected and found there, and which setting decides it.</summary>
[TestFixture]
internal sealed class TokenFaultTests
{
    private const string Name = "McpGuard:Issuers:partners";

    [Test]
    public async Task Missing_claim_is_named()
    {
        using var guard = new ValidatorHarness();

        Assert.That((await FaultAsync(guard, token => token.Without("client_id"))).Part, Is.EqualTo("client_id"));
        Assert.That((await FaultAsync(guard, token => token.Without("sub"))).Part, Is.EqualTo("sub"));
    }

    [Test]
    public async Task Audiences_of_both_sides_are_shown()
    {
        using var guard = new ValidatorHarness();

        var fault = await FaultAsync(guard, token => token.With("aud", "account"));

        Assert.That((fault.Part, fault.Expected, fault.Found), Is.EqualTo(("aud", ValidatorHarness.Resource, "account")));
        Assert.That(fault.Setting, Does.StartWith("McpGuard:Resource"));
    }

    [Test]
    public async Task Lifetimes_of_both_sides_are_shown()
    {
        using var guard = new ValidatorHarness();
        var now = guard.Time.GetUtcNow().ToUnixTimeSeconds();

        var fault = await FaultAsync(guard, token => token.With("iat", now).With("exp", now + 3600));

        Assert.That((fault.Part, fault.Expected, fault.Found), Is.EqualTo(("exp - iat", "at most 00:15:00", "01:00:00")));
        Assert.That(fault.Setting, Does.Contain("MaxTokenLifetime"));
    }

    [Test]
    public async Task Type_is_shown_with_the_setting_that_would_allow_it()
    {
        using var guard = new ValidatorHarness();

        var fault = await FaultAsync(guard, token => token.WithHeader("typ", "JWT"));

        Assert.That((fault.Part, fault.Expected, fault.Found), Is.EqualTo(("header.typ", "at+jwt", "JWT")));
        Assert.That(fault.Setting, Does.Contain(":Profile"));
    }

    [Test]
    public async Task Fault_for_keycloak_names_the_scope_that_adds_the_subject()
    {
        using var guard = new ValidatorHarness(issuer: issuer => issuer.Profile = IssuerProfile.Keycloak);

        var fault = await FaultAsync(guard, token => token.With("typ", "Bearer").With("azp", "desktop").Without("sub"));

        Assert.That(fault.Expected, Does.Contain("client scope 'basic'"));
    }

    [Test]
    public async Task Found_value_is_shortened()
    {
        using var guard = new ValidatorHarness();

        var fault = await FaultAsync(guard, token => token.With("aud", new string('x', 2000)));

        Assert.That(fault.Found, Has.Length.LessThan(150));
    }

    [Test]
    public void Settings_are_named_as_the_configuration_has_them()
    {
        var options = new McpGuardOptions { Authority = "https://a.example" };
        options.Issuers["partners"] = new IssuerOptions { Issuer = "https://b.example" };

        var (authority, partners) = (ConfiguredIssuer.Of(options).First(), ConfiguredIssuer.Of(options).Last());

        Assert.That(
            (partners.IdentifierSetting, partners.Setting("Profile"), partners.SharedSetting("ClockSkew")),
            Is.EqualTo(($"{Name}:Issuer", $"{Name}:Profile", $"{Name}:ClockSkew")));
        Assert.That((authority.IdentifierSetting, authority.SharedSetting("ClockSkew")), Is.EqualTo(("McpGuard:Authority", "McpGuard:ClockSkew")));
        Assert.That(authority.Setting("Profile"), Does.Contain("McpGuard:Issuers:NAME:Profile").And.Contain("McpGuard:Authority"));
    }

    [Test]
    public async Task Unreadable_keys_name_issuer_address_and_setting()
    {
        using var guard = new ValidatorHarness(backchannel: _ => new Unreachable());

        var fault = await FaultAsync(guard, token => token);

        Assert.That(fault.Reason, Is.EqualTo(ReasonCode.KeysUnavailable));
        Assert.That(fault.Expected, Does.Contain(guard.Authority.Issuer).And.Contain("/.well-known/"));
        Assert.That(fault.Setting, Is.Not.Empty);
    }

    private static async Task<TokenFault> FaultAsync(
        ValidatorHarness guard, Func<McpGuard.Testing.TestTokenBuilder, McpGuard.Testing.TestTokenBuilder> change) =>
        (await guard.ValidateAsync(change(guard.Token()).Build())).Fault!;

    private sealed class Unreachable : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("No route to host.");
    }
}
