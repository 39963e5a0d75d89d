using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;

/// <summary>The whole server over HTTP, with an authority in memory in place of the configured one.</summary>
public sealed class ServerTests
{
    private readonly TestAuthority _authority = new();
    private readonly RecordingAuditSink _audit = new();
    private WebApplicationFactory<Program> _server = null!;

    [OneTimeSetUp]
    public void Start() => _server = new WebApplicationFactory<Program>().WithWebHostBuilder(web => web.ConfigureTestServices(services =>
        services.AddMcpServer().WithMcpGuard(KeepOnlyInMemory).WithTestAuthority(_authority).WithRecordedAudit(_audit)));

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _authority.Dispose();
    }

    [Test]
    public async Task Caller_without_a_token_is_sent_to_the_authority()
    {
        using var http = _server.CreateClient();
        using var answer = await http.PostAsync("/mcp", content: null);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(answer.Headers.WwwAuthenticate.ToString(), Does.Contain("resource_metadata"));
        Assert.That(_audit.Decisions[^1].Reason, Is.EqualTo(ReasonCode.CredentialMissing));
    }

    // One process at a time writes a log, and a server may be running.
    private static void KeepOnlyInMemory(McpGuardOptions options) => options.Audit.File.Directory = null;
}
