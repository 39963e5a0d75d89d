using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using Moq;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>What is served where: metadata, origins, methods, and endpoints that somebody forgot to guard.</summary>
internal sealed class EndpointTests
{
    private const string MetadataPath = "/.well-known/oauth-protected-resource/mcp";

    [Test]
    [Category("V2")]
    public async Task Metadata_is_served_from_the_configuration_at_its_place()
    {
        await using var server = await GuardedWebServer.StartAsync();
        var answer = await new WireRequest((string?)null, "GET", MetadataPath).With("Host", "evil.example").WithToken("expired").SendAsync(server);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(200));
            Assert.That(answer.MediaType, Is.EqualTo("application/json"));
            Assert.That(answer.Json!.ToJsonString(), Is.EqualTo(
                """{"resource":"https://mcp.example.com/mcp","authorization_servers":["https://authority.example"],"scopes_supported":""" +
                    """["mcp:basic"],"bearer_methods_supported":["header"]}"""));
            Assert.That(answer.Headers["Access-Control-Allow-Origin"], Is.EqualTo("*"));
        }
    }

    [Test]
    [Category("SCP-9")]
    public async Task Initial_scopes_have_the_names_that_the_issuer_knows()
    {
        await using var server = await GuardedWebServer.StartAsync(
            options => options.Policy = """{"Scopes":[{"Name":"mcp:basic","RequestAs":"api://mcp/basic"}]}""");
        var metadata = await new WireRequest((string?)null, "GET", MetadataPath).SendAsync(server);
        var challenge = await WireRequest.Call("files_read").SendAsync(server);

        Assert.That((string?)metadata.Json!["scopes_supported"]![0], Is.EqualTo("api://mcp/basic"));
        Assert.That(challenge.Headers["WWW-Authenticate"], Does.Contain("scope=\"api://mcp/basic\""));
    }

    [TestCase("/.well-known/oauth-protected-resource/mcp/else")]
    [TestCase("/.well-known/oauth-protected-resource/other")]
    [TestCase("/mcp/.well-known/oauth-protected-resource")]
    public async Task Metadata_is_served_nowhere_else(string path)
    {
        await using var server = await GuardedWebServer.StartAsync();

        Assert.That((await new WireRequest((string?)null, "GET", path).SendAsync(server)).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task Metadata_is_read_only_and_answers_head()
    {
        await using var server = await GuardedWebServer.StartAsync();
        var post = await new WireRequest("{}", "POST", MetadataPath).SendAsync(server);
        var head = await new WireRequest((string?)null, "HEAD", MetadataPath).SendAsync(server);

        Assert.That((post.Status, head.Status, head.Body), Is.EqualTo((405, 200, "")));
    }

    [Test]
    public async Task Metadata_without_baseline_scopes_leaves_the_member_out()
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.InitialScopes.Clear());
        var metadata = await new WireRequest((string?)null, "GET", MetadataPath).SendAsync(server);
        var challenge = await new WireRequest().SendAsync(server);

        Assert.That(metadata.Json!["scopes_supported"], Is.Null);
        Assert.That(challenge.Challenge.Keys, Is.EqualTo(new[] { "resource_metadata" }));
    }

    [TestCase("https://mcp.example.com/a%20b/mcp", "/.well-known/oauth-protected-resource/a%20b/mcp")]
    [TestCase("https://mcp.example.com/a b/mcp", "/.well-known/oauth-protected-resource/a%20b/mcp")]
    [TestCase("https://mcp.example.com/%C3%BC/mcp", "/.well-known/oauth-protected-resource/%C3%BC/mcp")]
    [TestCase("https://mcp.example.com/{tenant}/mcp", "/.well-known/oauth-protected-resource/%7Btenant%7D/mcp")]
    [TestCase("https://mcp.example.com/a%2Fb/mcp", "/.well-known/oauth-protected-resource/a%2Fb/mcp")]
    [TestCase("https://mcp.example.com/a%25b/mcp", "/.well-known/oauth-protected-resource/a%25b/mcp")]
    [TestCase("https://mcp.example.com/~me/mcp", "/.well-known/oauth-protected-resource/~me/mcp")]
    [TestCase("https://mcp.example.com/a*b/mcp", "/.well-known/oauth-protected-resource/a*b/mcp")]
    [TestCase("https://mcp.example.com/a\"b/mcp", "/.well-known/oauth-protected-resource/a%22b/mcp")]
    [TestCase("https://MCP.example.com./mcp", "/.well-known/oauth-protected-resource/mcp")]
    [TestCase("https://mcp.example.com:443/mcp", "/.well-known/oauth-protected-resource/mcp")]
    [TestCase("https://xn--bcher-kva.example:8443/mcp/", "/.well-known/oauth-protected-resource/mcp")]
    [TestCase("https://mcp.example.com", "/.well-known/oauth-protected-resource")]
    public async Task Challenge_has_an_address_that_serves_the_metadata(string resource, string place)
    {
        await using var server = await GuardedWebServer.StartAsync(
            options => options.Resource = resource, map: app => app.MapMcp("{**rest}").RequireMcpGuard());

        var challenge = (await new WireRequest().SendAsync(server)).Challenge["resource_metadata"];
        var metadata = await new WireRequest((string?)null, "GET", place).SendAsync(server);

        Assert.That(challenge, Does.EndWith(place));
        Assert.That((metadata.Status, (string?)metadata.Json?["resource"]), Is.EqualTo((200, ResourceIdentifier.Canonical(resource))));
    }

    [Test]
    public async Task Challenge_does_not_reflect_the_host()
    {
        await using var server = await GuardedWebServer.StartAsync();
        var answer = await new WireRequest().With("Host", "evil.example").With("X-Forwarded-Host", "evil.example").SendAsync(server);

        Assert.That(answer.Challenge["resource_metadata"], Is.EqualTo(GuardedWebServer.MetadataAddress));
    }

    [TestCase("https://evil.example")]
    [TestCase("null")]
    [TestCase("https://mcp.example.com.evil.example")]
    [TestCase("https://mcp.example.com:8443")]
    [TestCase("http://mcp.example.com")]
    public async Task Foreign_origin_is_a_plain_403_even_with_a_good_token(string origin)
    {
        await using var server = await GuardedWebServer.StartAsync();
        var answer = await new WireRequest().With("Origin", origin).WithToken(server.NewToken().Build()).SendAsync(server);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(403));
            Assert.That(answer.Challenges, Is.Empty);
            Assert.That(server.Tools.Calls, Is.Empty);
            Assert.That(server.Audit.Records.Single().Reason, Is.EqualTo(ReasonCode.OriginNotAllowed));
        }
    }

    [TestCase("https://mcp.example.com")]
    [TestCase("https://app.example.com")]
    public async Task Own_and_configured_origins_may_call_and_can_read_the_challenge(string origin)
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.AllowedOrigins.Add("https://app.example.com"));
        var allowed = await new WireRequest().With("Origin", origin).WithToken(server.NewToken().Build()).SendAsync(server);
        var challenged = await new WireRequest().With("Origin", origin).SendAsync(server);

        Assert.That((allowed.Status, challenged.Status), Is.EqualTo((200, 401)));
        Assert.That(challenged.Headers["Access-Control-Expose-Headers"], Does.StartWith("WWW-Authenticate"));
    }

    [TestCase("GET")]
    [TestCase("DELETE")]
    [TestCase("PUT")]
    [Category("RSP-19")]
    public async Task Method_that_is_not_served_is_401_without_a_token_and_405_with_one(string method)
    {
        await using var server = await GuardedWebServer.StartAsync();
        var without = await new WireRequest((string?)null, method).SendAsync(server);
        var with = await new WireRequest((string?)null, method).WithToken(server.NewToken().Build()).SendAsync(server);

        Assert.That((without.Status, with.Status, with.Headers["Allow"]), Is.EqualTo((401, 405, "POST")));
        Assert.That(
            server.Audit.Decisions.Select(record => record.Reason),
            Is.EqualTo(new ReasonCode?[] { ReasonCode.CredentialMissing, ReasonCode.MethodNotAllowed }));
    }

    [Test]
    [Category("RSP-23")]
    public async Task Endpoint_without_the_guard_serves_no_request_even_with_the_process_token()
    {
        Environment.SetEnvironmentVariable("ENDPOINT_TESTS_TOKEN", "x");
        await using var server = await GuardedWebServer.StartAsync(
            server: mcp => mcp.WithTokenFromEnvironment("ENDPOINT_TESTS_TOKEN"),
            map: app => app.MapMcp("/mcp"));

        foreach (var version in new[] { null, "2025-11-25", "2026-07-28" })
        {
            server.Audit.Clear();
            var answer = await WireRequest.Call("files_read", """{"path":"a"}""", version).WithToken(server.NewToken().Build()).SendAsync(server);

            Assert.That(answer.ErrorCode, Is.EqualTo(40100), version);
            Assert.That(server.Audit.Records.Single().Reason, Is.EqualTo(ReasonCode.CallerMissing), version);
        }

        Assert.That(server.Tools.Calls, Is.Empty);
    }

    [Test]
    [Category("RSP-22")]
    [Category("STD-2")]
    public async Task Legacy_sse_without_the_guard_does_not_use_the_process_token([Values] bool hasStdio, [Values] bool bringsOwnToken)
    {
        Environment.SetEnvironmentVariable("ENDPOINT_TESTS_SSE", null);
        using var authority = new Testing.TestAuthority();
        var token = authority.Token(GuardedWebServer.Resource).WithScopes("mcp:basic", "files:read").Build();
        Environment.SetEnvironmentVariable("ENDPOINT_TESTS_SSE", token);
        await using var server = await GuardedWebServer.StartAsync(
            server: mcp =>
            {
                _ = bringsOwnToken ? mcp.WithTokenFromRequestMeta() : mcp.WithTokenFromEnvironment("ENDPOINT_TESTS_SSE");
                if (hasStdio)
                    mcp.Services.AddSingleton(Mock.Of<ITransport>());
#pragma warning disable MCP9004, MCP9006 // The obsolete options are what is tested.
                mcp.Services.Configure<HttpServerTransportOptions>(
                    options => (options.SessionMode, options.EnableLegacySse) = (HttpServerSessionMode.Stateful, true));
#pragma warning restore MCP9004, MCP9006
            },
            map: app => app.MapMcp("/mcp"),
            authority: authority);
        using var stream = await new WireRequest((string?)null, "GET", "/mcp/sse").OpenAsync(server);
        var address = (await stream.ReadTextAsync())!;

        await new WireRequest(
            """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"files_read","arguments":{"path":"a"},"_meta":""" +
                $$$"""{"{{{McpGuardDefaults.TokenMetaKey}}}":"{{{token}}}"} } }""",
            path: address).SendAsync(server);

        Assert.That((int?)(await stream.ReadAsync())!["error"]!["code"], Is.EqualTo(40100));
        Assert.That(server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.CallerMissing));
        Assert.That(server.Tools.Calls, Is.Empty);
    }

    [Test]
    [Category("RSP-22")]
    [Category("SES-5")]
    public async Task Stateful_session_is_guarded_on_get_and_delete_too()
    {
#pragma warning disable MCP9006 // The obsolete session options are what is tested.
        await using var server = await GuardedWebServer.StartAsync(server: mcp =>
            mcp.Services.Configure<HttpServerTransportOptions>(options => options.SessionMode = HttpServerSessionMode.Stateful));
#pragma warning restore MCP9006

        foreach (var method in new[] { "GET", "DELETE" })
            Assert.That((await new WireRequest((string?)null, method).SendAsync(server)).Status, Is.EqualTo(401), method);
    }

    [Test]
    [Category("RSP-22")]
    public void Startup_fails_for_legacy_sse() =>
        Assert.That(
            async () => await GuardedWebServer.StartAsync(server: mcp => mcp.Services.Configure<HttpServerTransportOptions>(options =>
            {
#pragma warning disable MCP9004, MCP9006 // The obsolete options are what is tested.
                options.SessionMode = HttpServerSessionMode.Stateful;
                options.EnableLegacySse = true;
#pragma warning restore MCP9004, MCP9006
            })),
            Throws.InstanceOf<McpGuardConfigurationException>().With.Message.Contains("legacy SSE"));

    [Test]
    public void Problems_of_the_transport_are_in_one_message() =>
        Assert.That(
            async () => await GuardedWebServer.StartAsync(server: mcp => mcp.Services.Configure<HttpServerTransportOptions>(options =>
            {
#pragma warning disable MCP9004, MCP9006 // The obsolete options are what is tested.
                options.SessionMode = HttpServerSessionMode.Stateful;
                options.EnableLegacySse = true;
                options.SessionMigrationHandler = Mock.Of<ISessionMigrationHandler>();
#pragma warning restore MCP9004, MCP9006
            })),
            Throws.InstanceOf<McpGuardConfigurationException>().With.Property("Problems").Count.EqualTo(2));

    [Test]
    [Category("RSP-23")]
    public void Guarding_another_endpoint_than_that_of_MapMcp_is_an_error() =>
        Assert.That(
            async () => await GuardedWebServer.StartAsync(map: app => app.MapGet("/x", () => "x").RequireMcpGuard()),
            Throws.ArgumentException.With.Message.Contains("MapMcp"));

    [Test]
    public void Startup_fails_for_invalid_configuration_before_the_first_request() =>
        Assert.That(
            async () => await GuardedWebServer.StartAsync(options => options.MaxTokenLifetime = TimeSpan.FromDays(1)),
            Throws.TypeOf<McpGuardConfigurationException>().With.Message.Contains("MaxTokenLifetime"));
}
