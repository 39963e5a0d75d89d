using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.Tests.Tokens.Validation;

/// <summary>A token for several servers is good here only if the options say so.</summary>
[TestFixture]
[Category("TOK-14")]
internal sealed class SoleAudienceTests
{
    private const string Here = $"\"{ValidatorHarness.Resource}\"";

    [TestCase(Here, ReasonCode.Allowed)]
    [TestCase($"[{Here}]", ReasonCode.Allowed)]
    [TestCase($"[{Here},\"https://other.example\"]", ReasonCode.AudienceNotSole)]
    [TestCase($"[\"https://other.example\",{Here}]", ReasonCode.AudienceNotSole)]
    [TestCase($"[{Here},{Here}]", ReasonCode.AudienceNotSole)]
    [TestCase("[\"https://other.example\",\"https://another.example\"]", ReasonCode.AudienceMismatch)]
    [TestCase("\"https://other.example\"", ReasonCode.AudienceMismatch)]
    public async Task Token_must_have_a_sole_audience_if_that_is_required(string audiences, ReasonCode expected)
    {
        using var guard = new ValidatorHarness(options => options.RequireSoleAudience = true);

        Assert.That(await guard.ReasonAsync(guard.Token().WithRaw("aud", audiences)), Is.EqualTo(expected));
    }

    [Test]
    public async Task Caller_has_the_number_of_audiences()
    {
        using var guard = new ValidatorHarness();

        var caller = (await guard.ValidateAsync(guard.Token().WithRaw("aud", $"[{Here},\"https://other.example\"]"))).Caller!;

        Assert.That(caller.AudienceCount, Is.EqualTo(2));
    }

    [Test]
    [Category("TOK-33")]
    public async Task Sole_audience_is_required_of_an_opaque_token_too()
    {
        using var guard = new IntrospectionHarness(configureAll: options => options.RequireSoleAudience = true);
        guard.Active["aud"] = new JsonArray(ValidatorHarness.Resource, "https://other.example");

        Assert.That(await guard.ReasonAsync(), Is.EqualTo(ReasonCode.AudienceNotSole));
    }

    [Test]
    public async Task It_holds_for_every_issuer()
    {
        using var partners = new TestAuthority("https://partners.example");
        using var guard = new ValidatorHarness(
            options => options.RequireSoleAudience = true,
            server: mcp => mcp.WithTestAuthority(partners, issuer => issuer.Audiences.Add("api://mcp")));

        var both = partners.Token(ValidatorHarness.Resource, guard.Time).WithRaw("aud", $"[{Here},\"api://mcp\"]");

        Assert.That(await guard.ReasonAsync(both), Is.EqualTo(ReasonCode.AudienceNotSole));
    }
}
