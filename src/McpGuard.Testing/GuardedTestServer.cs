using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Testing;

/// <summary>
/// A guarded server and the official client, connected by pipes in memory. Everything is real except the wire, the authority and the audit
/// sink.
/// </summary>
public sealed class GuardedTestServer : IAsyncDisposable, ITokenSource
{
    /// <summary>The identifier of the server.</summary>
    public const string Resource = "https://server.example/mcp";

    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();
    private IHost? _host;

    private GuardedTestServer(TestAuthority authority) => Authority = authority;

    /// <summary>The authority that the server trusts.</summary>
    public TestAuthority Authority { get; }

    /// <summary>The recorded audit.</summary>
    public RecordingAuditSink Audit { get; } = new();

    /// <summary>The token for the next messages. Default: a token without scopes.</summary>
    public string? Token { get; set; }

    /// <summary>The running server's services.</summary>
    public IServiceProvider Services => _host!.Services;

    /// <summary>Starts a server.</summary>
    /// <param name="configure">Adds the tools; the guard is already added. A token source that is added here replaces <see cref="Token"/>.</param>
    /// <param name="authority">The authority to trust; it is disposed with the server. Default: a new one.</param>
    /// <returns>The running server.</returns>
    public static async Task<GuardedTestServer> StartAsync(Action<IMcpServerBuilder> configure, TestAuthority? authority = null)
    {
        ArgumentNullException.ThrowIfNull(configure);

        var server = new GuardedTestServer(authority ?? new TestAuthority());
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var guarded = builder.Services.AddMcpServer()
            .WithStreamServerTransport(server._toServer.Reader.AsStream(), server._toClient.Writer.AsStream())
            .WithMcpGuard(options => options.Resource = Resource)
            .WithTestAuthority(server.Authority)
            .WithRecordedAudit(server.Audit);
        configure(guarded);
        if (!guarded.HasTokenSource())
            guarded.WithTokenSource(_ => server);

        server._host = builder.Build();
        await server._host.StartAsync().ConfigureAwait(false);
        server.Token = server.NewToken().Build();
        return server;
    }

    /// <summary>Creates a token for this server, by the clock of its services: a <see cref="TimeProvider"/> that a test adds, or the authority's.</summary>
    /// <returns>A builder for the token.</returns>
    public TestTokenBuilder NewToken()
    {
        var time = Services.GetRequiredService<TimeProvider>();
        return Authority.Token(Resource, time == TimeProvider.System ? null : time);
    }

    /// <summary>Connects the official client. A server has one client.</summary>
    /// <param name="options">The client's options.</param>
    /// <returns>The connected client.</returns>
    public Task<McpClient> ConnectAsync(McpClientOptions? options = null) => McpClient.CreateAsync(
        new StreamClientTransport(_toServer.Writer.AsStream(), _toClient.Reader.AsStream()), options);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _toServer.Writer.CompleteAsync().ConfigureAwait(false);
        if (_host is not null)
        {
            await _host.StopAsync().ConfigureAwait(false);
            _host.Dispose();
        }

        Authority.Dispose();
    }

    ValueTask<string?> ITokenSource.GetTokenAsync(MessageContext message, CancellationToken cancellationToken) => new(Token);
}
