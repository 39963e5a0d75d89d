using McpGuard.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpGuard.Examples;

/// <summary>The server of samples/HttpServer as it is, with an authority, a clock and an audit of the test.</summary>
public sealed class TicketServer : WebApplicationFactory<Program>
{
    private const string Resource = "http://localhost/mcp";

    private readonly string _data = Directory.CreateTempSubdirectory("mcpguard-example-").FullName;

    /// <summary>The authority that the server trusts.</summary>
    public TestAuthority Authority { get; } = new();

    /// <summary>What the server has recorded.</summary>
    public RecordingAuditSink Audit { get; } = new();

    /// <summary>The clock of the server and of its tokens.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Calls a tool with the official client.</summary>
    public async Task<CallToolResult> CallAsync(string tool, string token)
    {
        var headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" };
        var transport = new HttpClientTransport(
            new() { Endpoint = new Uri(Resource), AdditionalHeaders = headers, TransportMode = HttpTransportMode.StreamableHttp }, CreateClient());
        await using var client = await McpClient.CreateAsync(transport);
        return await client.CallToolAsync(tool);
    }

    /// <summary>A token with these scopes.</summary>
    public string TokenWith(params string[] scopes) => Authority.Token(Resource, Time).WithScopes(scopes).Build();

    /// <inheritdoc/>
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("McpGuard:Resource", Resource).UseSetting("Data", _data);
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(Time);
            services.AddMcpServer().WithTestAuthority(Authority).WithRecordedAudit(Audit);
        });
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;

        // Called twice: the host is disposed synchronously and asynchronously.
        Authority.Dispose();
        if (Directory.Exists(_data))
            Directory.Delete(_data, recursive: true);
    }
}
