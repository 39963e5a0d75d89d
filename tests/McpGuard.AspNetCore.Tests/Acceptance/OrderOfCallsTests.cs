using System.Net;
using McpGuard.Testing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>The order in which a test or a host adds its parts does not matter, and the web server's limits do not decide.</summary>
internal sealed class OrderOfCallsTests
{
    [Test]
    public async Task Test_authority_is_trusted_also_if_other_parts_are_added_after_it()
    {
        using var authority = new TestAuthority();
        await using var server = await GuardedWebServer.StartAsync(authority: authority, server: mcp =>
        {
            mcp.WithMcpGuard(options => options.Authority = "https://login.example.com");
            mcp.Services.AddHttpClient(McpGuardDefaults.BackchannelClient).ConfigurePrimaryHttpMessageHandler(() => new Unreachable());
        });

        Assert.That((await new WireRequest().WithToken(server.NewToken().Build()).SendAsync(server)).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Body_limit_of_the_options_overrides_a_lower_limit_of_the_web_server()
    {
        await using var server = await GuardedWebServer.StartAsync(
            server: mcp => mcp.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = 1024));

        var answer = await WireRequest.Call("files_read", $$"""{"path":"{{new string('a', 4096)}}"}""").WithToken(server.NewToken().Build()).SendAsync(server);

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    private sealed class Unreachable : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
    }
}
