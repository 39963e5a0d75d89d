using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using McpGuard;
using McpGuard.Audit;
using McpGuard.Testing;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace PolicyAsCode.Tests;

/// <summary>The server itself, with an authority in memory in place of the real one.</summary>
internal sealed class ServerTest
{
    private readonly TestAuthority _authority = new("https://login.example.com");
    private readonly RecordingAuditSink _audit = new();
    private WebApplicationFactory<Program> _server = null!;

    [OneTimeSetUp]
    public void Start() => _server = new WebApplicationFactory<Program>().WithWebHostBuilder(web => web.ConfigureServices(services =>
        services.AddMcpServer().WithTestAuthority(_authority).WithRecordedAudit(_audit)));

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _server.DisposeAsync();
        _authority.Dispose();
    }

    [Test]
    public void Manifest_that_the_policy_is_tested_with_is_the_one_of_the_server()
    {
        var actual = _server.Services.GetRequiredService<ServerSurface>().ToJson();
        var received = Path.Combine(AppContext.BaseDirectory, "surface.received.json");
        File.WriteAllText(received, actual);

        var expected = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "surface.json"));
        Assert.That(actual, Is.EqualTo(expected), $"If the change is meant, copy {received} over surface.json.");
    }

    [Test]
    public async Task Call_without_the_scope_is_refused_and_recorded()
    {
        var token = _authority.Token("https://invoices.example.com/mcp").WithScopes("invoices:refund").Build();

        var (status, body) = await CallAsync(token, "invoices_read", new { number = "1" });

        Assert.That(status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(body, Does.Contain("insufficient_scope").And.Contain("nothing was run"));
        Assert.That(_audit.Decisions[^1].Effect, Is.EqualTo(AuditEffect.Deny));
        Assert.That(_audit.Decisions[^1].ScopesMissing, Is.EqualTo(new[] { "invoices:read" }));
    }

    [Test]
    public async Task Caller_without_a_token_is_sent_to_the_authority()
    {
        var (status, _) = await CallAsync(token: null, "invoices_read", new { number = "1" });

        Assert.That(status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private async Task<(HttpStatusCode Status, string Body)> CallAsync(string? token, string tool, object arguments)
    {
        using var http = _server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = JsonContent.Create(new { jsonrpc = "2.0", id = 1, method = "tools/call", @params = new { name = tool, arguments } }),
            Headers = { Accept = { new("application/json"), new("text/event-stream") } },
        };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
