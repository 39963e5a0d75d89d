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
    public async Task Token_must_be_for_this_server_alone_where_that_is_required(string audiences, ReasonCode expected)
    {
        using var guard = new ValidatorHarness(options => options.RequireSoleAudience = true);

        Assert.That(await guard.ReasonAsync(guard.Token().WithRaw("aud", audiences)), Is.EqualTo(expected));
    }

    [Test]
    public async Task Caller_says_how_many_could_use_the_token()
    {
        using var guard = new ValidatorHarness();

        var caller = (await guard.ValidateAsync(guard.Token().WithRaw("aud", $"[{Here},\"https://other.example\"]"))).Caller!;

        Assert.That(caller.AudienceCount, Is.EqualTo(2));
    }

    [Test]
    [Category("TOK-33")]
    public async Task Same_holds_for_what_an_issuer_says_of_an_opaque_token()
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
