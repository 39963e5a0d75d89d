using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>The official C# client against the guarded server, on every protocol version that it speaks.</summary>
internal sealed class OfficialClientTests
{
    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    public async Task Client_lists_all_tools_and_calls_those_that_its_token_allows(string? version)
    {
        await using var server = await GuardedWebServer.StartAsync(
            options => options.Policy = """{"Rules":{"r":{"Tools":["admin_purge"],"Groups":["admins"]}}}""");
        await using var client = await ConnectAsync(server, server.NewToken().Build(), version);

        var tools = await client.ListToolsAsync();
        var result = await client.CallToolAsync("files_read", new Dictionary<string, object?> { ["path"] = "a" });

        Assert.That(tools.Select(tool => tool.Name), Does.Contain("files_read").And.Contain("files_write").And.Not.Contain("admin_purge"));
        Assert.That(((TextContentBlock)result.Content[0]).Text, Is.EqualTo("files_read a"));

        // Before 2026-07-28 a client tries GET for a stream that a stateless server does not have.
        var refused = server.Audit.Decisions.Where(record => record.Effect == AuditEffect.Deny).Select(record => record.Reason);
        Assert.That(refused, Is.All.EqualTo(ReasonCode.MethodNotAllowed));
    }

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    public async Task Client_gets_403_when_a_scope_is_missing(string? version)
    {
        await using var server = await GuardedWebServer.StartAsync();
        await using var client = await ConnectAsync(server, server.NewToken().Build(), version);

        Assert.That(
            async () => await client.CallToolAsync("files_write", new Dictionary<string, object?> { ["path"] = "a" }),
            Throws.TypeOf<HttpRequestException>().With.Property(nameof(HttpRequestException.StatusCode)).EqualTo(HttpStatusCode.Forbidden));
        Assert.That(server.Tools.Calls, Is.Empty);
    }

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    public async Task Client_without_a_token_does_not_get_in(string? version)
    {
        await using var server = await GuardedWebServer.StartAsync();

        Assert.That(
            async () => await ConnectAsync(server, token: null, version),
            Throws.TypeOf<HttpRequestException>().With.Property(nameof(HttpRequestException.StatusCode)).EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Client_sees_an_unknown_tool_as_the_protocols_error()
    {
        await using var server = await GuardedWebServer.StartAsync();
        await using var client = await ConnectAsync(server, server.NewToken().Build(), version: null);

        Assert.That(
            async () => await client.CallToolAsync("nope"),
            Throws.TypeOf<McpProtocolException>().With.Property(nameof(McpProtocolException.ErrorCode)).EqualTo(McpErrorCode.InvalidParams));
    }

    [Test]
    public async Task Guard_works_on_a_server_whose_body_is_not_a_pipe()
    {
        // The test host hands bodies over as streams: examining one must not take bytes from the server.
        using var authority = new Testing.TestAuthority();
        var tools = new ToolCalls();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRoutingCore().AddSingleton(tools).AddHttpContextAccessor();
        builder.Services.AddMcpServer().WithHttpTransport().WithTools<SpyTools>()
            .WithMcpGuard(options => options.Resource = GuardedWebServer.Resource).WithTestAuthority(authority);
        await using var app = builder.Build();
        app.MapMcp("/mcp").RequireMcpGuard();
        await app.StartAsync();

        using var http = app.GetTestClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", authority.Token(GuardedWebServer.Resource).WithScopes("files:read").Build());
        await using var client = await McpClient.CreateAsync(new HttpClientTransport(new() { Endpoint = new Uri("http://localhost/mcp") }, http));
        await client.CallToolAsync("files_read", new Dictionary<string, object?> { ["path"] = new string('a', 100_000) });

        Assert.That(tools.Calls.Single(), Has.Length.EqualTo("files_read ".Length + 100_000));
    }

    private static Task<McpClient> ConnectAsync(GuardedWebServer server, string? token, string? version)
    {
        var transport = new HttpClientTransportOptions
        {
            Endpoint = new Uri(server.Http.BaseAddress!, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = token is null ? null : new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" },
        };
        return McpClient.CreateAsync(new HttpClientTransport(transport), new McpClientOptions { ProtocolVersion = version });
    }
}
