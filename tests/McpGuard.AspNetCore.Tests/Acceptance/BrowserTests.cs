using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Pages of allowed origins can call the server from a browser, with or without the application's own CORS policy.</summary>
internal sealed class BrowserTests
{
    private const string Page = "https://app.example.com";
    private const string MetadataPath = "/.well-known/oauth-protected-resource/mcp";

    [TestCase(Page)]
    [TestCase("vscode-file://vscode-app")]
    [TestCase("capacitor://localhost")]
    [TestCase("tauri://localhost")]
    [TestCase("app://obsidian.md")]
    [TestCase("vscode-webview://0a1b2c3d4e5f")]
    [TestCase("chrome-extension://abcdefghijklmnop")]
    [TestCase("http://localhost:6274")]
    [TestCase("file://")]
    [TestCase("null")]
    [Category("V14")]
    public async Task Allowed_origin_may_send_a_preflight_and_read_every_answer(string origin)
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.AllowedOrigins.Add(origin));
        var preflight = await Preflight(origin).SendAsync(server);
        var refused = await new WireRequest().With("Origin", origin).SendAsync(server);
        var allowed = await new WireRequest().With("Origin", origin).WithToken(server.NewToken().Build()).SendAsync(server);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((preflight.Status, refused.Status, allowed.Status), Is.EqualTo((204, 401, 200)));
            Assert.That(new[] { preflight, refused, allowed }.Select(answer => answer.Headers["Access-Control-Allow-Origin"]), Is.All.EqualTo(origin));
            Assert.That(preflight.Headers["Access-Control-Allow-Methods"], Is.EqualTo("GET, POST, DELETE"));
            Assert.That(
                preflight.Headers["Access-Control-Allow-Headers"],
                Does.Contain("Authorization").And.Contain("mcp-protocol-version").And.Contain("mcp-param-city").And.Not.Contain("x-other"));
            Assert.That(refused.Headers["Access-Control-Expose-Headers"], Does.Contain("WWW-Authenticate"));
            Assert.That(allowed.Headers["Access-Control-Expose-Headers"], Does.Contain("Mcp-Session-Id"));
            Assert.That(allowed.Headers["Vary"], Does.Contain("Origin"));
            Assert.That(server.Audit.Decisions, Has.Count.EqualTo(2), "A preflight runs nothing.");
        }
    }

    [TestCase("https://evil.example")]
    [TestCase("null")]
    [TestCase("vscode-file://vscode-app")]
    [TestCase("file://")]
    public async Task Other_origin_gets_no_header_and_its_preflight_is_recorded(string origin)
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.AllowedOrigins.Add(Page));
        var preflight = await Preflight(origin).SendAsync(server);

        Assert.That(preflight.Status, Is.EqualTo(403));
        Assert.That(preflight.Headers.Keys, Has.None.StartsWith("Access-Control"));
        Assert.That(server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.OriginNotAllowed));
    }

    [Test]
    public async Task Refused_origin_and_its_setting_are_in_the_log_and_not_in_the_answer()
    {
        using var log = new LogTrap();
        await using var server = await GuardedWebServer.StartAsync(server: mcp => mcp.Services.AddLogging(log.AddTo));
        var answer = await new WireRequest().With("Origin", "http://localhost:6274").SendAsync(server);

        Assert.That(log.Logged("McpGuard"), Has.Some.Contains("Origin: found http://localhost:6274. Setting: McpGuard:AllowedOrigins."));
        Assert.That(answer.Body, Does.Not.Contain("AllowedOrigins"));
    }

    [Test]
    public async Task Options_without_a_page_is_refused_like_any_request()
    {
        await using var server = await GuardedWebServer.StartAsync();
        var answer = await new WireRequest((string?)null, "OPTIONS").With("Access-Control-Request-Method", "POST").SendAsync(server);

        Assert.That(answer.Status, Is.EqualTo(401));
    }

    [Test]
    [Category("V2")]
    [Category("V14")]
    public async Task Metadata_answers_a_preflight_of_every_origin()
    {
        await using var server = await GuardedWebServer.StartAsync();
        var preflight = await Preflight("https://anywhere.example", MetadataPath, "GET").SendAsync(server);

        Assert.That(
            (preflight.Status, preflight.Headers["Access-Control-Allow-Origin"], preflight.Headers["Access-Control-Allow-Headers"]),
            Is.EqualTo((204, "*", "*")));
    }

    [Test]
    public async Task Challenge_stays_readable_with_the_applications_own_cors_policy()
    {
        await using var server = await GuardedWebServer.StartAsync(
            options => options.AllowedOrigins.Add(Page),
            mcp => mcp.Services.AddCors(
                cors => cors.AddDefaultPolicy(policy => policy.WithOrigins(Page).AllowAnyHeader().AllowAnyMethod().WithExposedHeaders("X-Own"))),
            app =>
            {
                app.UseCors();
                app.MapMcp("/mcp").RequireMcpGuard();
            });
        var refused = await new WireRequest().With("Origin", Page).SendAsync(server);
        var preflight = await Preflight(Page).SendAsync(server);

        Assert.That(refused.Headers["Access-Control-Allow-Origin"], Is.EqualTo(Page));
        Assert.That(refused.Headers["Access-Control-Expose-Headers"], Does.Contain("WWW-Authenticate").And.Contain("X-Own"));
        Assert.That(preflight.Status, Is.EqualTo(204));
    }

    private static WireRequest Preflight(string origin, string path = "/mcp", string method = "POST") => new WireRequest((string?)null, "OPTIONS", path)
        .With("Origin", origin).With("Access-Control-Request-Method", method)
        .With("Access-Control-Request-Headers", "authorization, mcp-protocol-version, mcp-param-city, x-other");
}
