using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>An application's own authorization does not answer for the guard, and still protects what it names.</summary>
internal sealed class FallbackPolicyTests
{
    [Test]
    public async Task Fallback_policy_of_the_application_does_not_shut_the_guarded_endpoint()
    {
        await using var server = await StartAsync(options => options.FallbackPolicy = Nobody());
        var without = await new WireRequest().SendAsync(server);
        var with = await new WireRequest().WithToken(server.NewToken().Build()).SendAsync(server);
        var metadata = await new WireRequest((string?)null, "GET", "/.well-known/oauth-protected-resource/mcp").SendAsync(server);

        Assert.That((without.Status, with.Status, metadata.Status), Is.EqualTo((401, 200, 200)));
        Assert.That(server.Audit.Decisions.Select(record => record.Reason), Is.EqualTo(new ReasonCode?[] { ReasonCode.CredentialMissing, ReasonCode.Allowed }));
    }

    [Test]
    public async Task Policy_that_the_application_requires_of_the_endpoint_stays_required()
    {
        await using var server = await StartAsync(
            options => options.AddPolicy("nobody", Nobody()), app => app.MapMcp("/mcp").RequireAuthorization("nobody").RequireMcpGuard());

        Assert.That(async () => await new WireRequest().WithToken(server.NewToken().Build()).SendAsync(server), Has.Property("Status").Not.EqualTo(200));
        Assert.That(server.Tools.Calls, Is.Empty);
    }

    private static AuthorizationPolicy Nobody() => new AuthorizationPolicyBuilder("None").RequireAssertion(static _ => false).Build();

    private static Task<GuardedWebServer> StartAsync(Action<AuthorizationOptions> configure, Action<WebApplication>? map = null) => GuardedWebServer.StartAsync(
        server: mcp =>
        {
            mcp.Services.AddAuthorization(configure);
            mcp.Services.AddAuthentication().AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, NoScheme>("None", null);
        },
        map: app =>
        {
            app.UseAuthorization();
            if (map is null)
                app.MapMcp("/mcp").RequireMcpGuard();
            else
                map(app);
        });
}
